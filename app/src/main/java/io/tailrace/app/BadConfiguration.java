package io.tailrace.app;

import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import java.io.PrintWriter;

/// What every command does with a configuration that is not good.
final class BadConfiguration {
  private BadConfiguration() {}

  /// Prints what is wrong and returns the exit code that says so.
  static int report(Loaded loaded, PrintWriter out) {
    out.print(Report.text(loaded.problems(), Terminal.system().colours()));
    out.flush();
    return ExitCode.BAD_CONFIGURATION;
  }
}
