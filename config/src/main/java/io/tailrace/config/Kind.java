package io.tailrace.config;

/// A kind of component: one of the Collector's top-level keys.
public enum Kind {
  RECEIVER("receivers"),
  PROCESSOR("processors"),
  EXPORTER("exporters"),
  CONNECTOR("connectors"),
  EXTENSION("extensions");

  private final String key;

  Kind(String key) {
    this.key = key;
  }

  /// The top-level key below which components of this kind are configured.
  public String key() {
    return key;
  }

  /// The word for one of them, as in "unknown receiver".
  public String word() {
    return key.substring(0, key.length() - 1);
  }
}
