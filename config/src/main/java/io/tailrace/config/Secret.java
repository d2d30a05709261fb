package io.tailrace.config;

/// A value that is never shown: passwords, tokens, keys, headers.
///
/// @param reveal the value itself, for the one place that needs it
public record Secret(String reveal) {
  /// The Collector's word for a hidden value.
  public static final String REDACTED = "[REDACTED]";

  /// Whether there is nothing to hide.
  public boolean isEmpty() {
    return reveal.isEmpty();
  }

  @Override
  public String toString() {
    return REDACTED;
  }
}
