package io.tailrace.app;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    return arg instanceof OptionSpec option
        ? variable(option).map(environment::get).orElse(null)
        : null;
  }

  /// Returns the name of the variable of an option; `--kafka` has one for each key instead.
  static Optional<String> variable(OptionSpec option) {
    boolean none =
        option.usageHelp() || option.versionHelp() || option.longestName().equals("--kafka");
    return none ? Optional.empty() : Optional.of(variable(option.longestName()));
  }

  /// Returns the name of the variable of a flag.
  static String variable(String flag) {
    return "TAILRACE_"
        + flag.replaceFirst("^-+", "").toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
