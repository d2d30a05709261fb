package io.tailrace.app;

import io.tailrace.config.Loaded;
import io.tailrace.config.Problem;
import io.tailrace.config.Report;
import java.io.PrintWriter;
import java.util.List;

/// A configuration that is not good, and what every command does with it.
public final class BadConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /// Creates it, for a command that cannot go on in any case.
  public BadConfiguration(Loaded loaded) {
    super("the configuration is bad");
    this.problems = List.copyOf(loaded.problems());
  }

  /// Prints what is wrong and returns the exit code that says so.
  int report(PrintWriter out) {
    return report(problems, out);
  }

  /// Prints what is wrong and returns the exit code that says so.
  static int report(Loaded loaded, PrintWriter out) {
    return report(loaded.problems(), out);
  }

  private static int report(List<Problem> problems, PrintWriter out) {
    out.print(Report.text(problems, Terminal.system().colours()));
    out.flush();
    return ExitCode.BAD_CONFIGURATION;
  }
}
