package io.tailrace.config;

/// Paths of keys, written as the Collector writes them.
final class Keys {
  /// What stands between two keys.
  static final String SEPARATOR = "::";

  private Keys() {}

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + SEPARATOR + key;
  }

  static String join(String path, int index) {
    return path + "[" + index + "]";
  }
}
