package io.tailrace.app;

/// What the process tells its parent.
final class ExitCode {
  /// All went well, a stop by signal included.
  static final int SUCCESS = 0;

  /// Something failed.
  static final int FAILURE = 1;

  /// The configuration is bad: `EX_CONFIG` of sysexits.h.
  static final int BAD_CONFIGURATION = 78;

  private ExitCode() {}
}
