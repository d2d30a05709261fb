package io.tailrace.app;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Gives every flag the value of its environment variable where the command line has none:
/// `--data-dir` that of `TAILRACE_DATA_DIR`.
///
/// @param environment the variables of the process
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {
  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (arg instanceof OptionSpec option
        && !option.usageHelp()
        && !option.versionHelp()
        && !option.longestName().equals("--kafka")) {
      return environment.get(variable(option.longestName()));
    }
    return null;
  }

  /// Returns the name of the variable of a flag.
  static String variable(String flag) {
    return "TAILRACE_"
        + flag.replaceFirst("^-+", "").toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
