package io.tailrace.model;

/// A hash of the attributes of a resource that does not depend on their order.
public final class ResourceHash {
  private static final int RESOURCE = 1;
  private static final int ATTRIBUTES = 1;

  private ResourceHash() {}

  /// Returns the hash of the resource of a {@code ResourceSpans}, {@code ResourceLogs} or
  /// {@code ResourceMetrics} that lies between two offsets. The same attributes give the same
  /// hash in any order, in any process and any version; 0 is that of no attributes.
  public static long of(byte[] bytes, int start, int end) {
    return of(new Fields().over(bytes, start, end), new Fields());
  }

  static long of(Fields entry, Fields resource) {
    long sum = 0;
    while (entry.next()) {
      if (entry.isMessage(RESOURCE)) {
        resource.into(entry);
        while (resource.next()) {
          if (resource.isMessage(ATTRIBUTES)) {
            sum += Mix.hash(resource.bytes(), resource.start(), resource.end());
          }
        }
      }
    }
    return sum;
  }
}
