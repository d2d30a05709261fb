package io.tailrace.app;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// What this build is called.
final class Version implements IVersionProvider {
  /// Returns the version of the product, `dev` when it does not run from its jar.
  static String product() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("dev");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "tailrace %s, Java %s (%s), %s %s"
          .formatted(
              product(),
              System.getProperty("java.version"),
              System.getProperty("java.vendor"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }
}
