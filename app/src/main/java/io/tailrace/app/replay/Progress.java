package io.tailrace.app.replay;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// Lines that tell how far something is: rewritten in place while a person looks at a terminal,
/// otherwise plain lines now and then.
public final class Progress {
  private static final int PLAIN_EVERY = 5;

  private final PrintWriter out;
  private final boolean interactive;
  private final boolean colours;
  private int updates;
  private int height;

  Progress(PrintWriter out, boolean interactive, boolean colours) {
    this.out = out;
    this.interactive = interactive;
    this.colours = colours;
  }

  /// Returns a line on the terminal of the process, without colours where `NO_COLOR` is set.
  public static Progress system(PrintWriter out) {
    boolean interactive =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean plain =
        !Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty()
            || "dumb".equals(System.getenv("TERM"));
    return new Progress(out, interactive, interactive && !plain);
  }

  /// Shows the state of now. Without a terminal every fifth one is printed.
  ///
  /// @param state one line or several
  public void update(String state) {
    if (interactive) {
      clear();
      out.print(state);
      out.flush();
      height = (int) state.lines().count();
    } else if (updates++ % PLAIN_EVERY == 0) {
      out.println(state);
    }
  }

  /// Prints a line that stays.
  public void say(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /// Goes back to where the state begins and clears from there.
  private void clear() {
    if (height > 0) {
      out.print((height > 1 ? "\u001b[" + (height - 1) + "A" : "") + "\r\u001b[J");
      height = 0;
    }
  }

  /// Returns text in green or red, where colours are wanted.
  public String coloured(boolean good, String text) {
    return colours ? "\u001b[" + (good ? "32" : "31") + "m" + text + "\u001b[0m" : text;
  }
}
