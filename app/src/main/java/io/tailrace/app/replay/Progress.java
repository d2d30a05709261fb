package io.tailrace.app.replay;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// One line that tells how far something is: rewritten in place while a person looks at a
/// terminal, otherwise a plain line now and then.
public final class Progress {
  private static final int PLAIN_EVERY = 5;

  private final PrintWriter out;
  private final boolean interactive;
  private final boolean colours;
  private int updates;
  private int width;

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
  public void update(String state) {
    if (interactive) {
      out.print("\r" + state + " ".repeat(Math.max(0, width - state.length())));
      out.flush();
      width = state.length();
    } else if (updates++ % PLAIN_EVERY == 0) {
      out.println(state);
    }
  }

  /// Prints a line that stays.
  public void say(String line) {
    if (interactive && width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
    out.println(line);
    out.flush();
  }

  /// Returns text in green or red, where colours are wanted.
  public String coloured(boolean good, String text) {
    return colours ? "\u001b[" + (good ? "32" : "31") + "m" + text + "\u001b[0m" : text;
  }
}
