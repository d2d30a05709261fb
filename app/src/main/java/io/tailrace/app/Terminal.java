package io.tailrace.app;

import java.io.Console;
import java.util.Optional;

/// What the process knows about where its output goes.
///
/// @param interactive whether a person looks at it
/// @param colours whether it may be coloured: only for a person, and never with `NO_COLOR`
public record Terminal(boolean interactive, boolean colours) {
  /// Returns what holds for this process.
  public static Terminal system() {
    boolean interactive =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean plain =
        !Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty()
            || "dumb".equals(System.getenv("TERM"));
    return new Terminal(interactive, interactive && !plain);
  }

  /// Returns text in bold, if colours are allowed.
  public String bold(String text) {
    return styled("1", text);
  }

  /// Returns text in red, if colours are allowed.
  public String red(String text) {
    return styled("31", text);
  }

  /// Returns text in green, if colours are allowed.
  public String green(String text) {
    return styled("32", text);
  }

  /// Returns text in grey, if colours are allowed.
  public String dim(String text) {
    return styled("2", text);
  }

  private String styled(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
