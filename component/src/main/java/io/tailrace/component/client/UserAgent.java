package io.tailrace.component.client;

/// How requests name their sender.
final class UserAgent {
  /// `Tailrace/VERSION`.
  static final String TEXT = "Tailrace/" + version();

  private UserAgent() {}

  private static String version() {
    String version = UserAgent.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
