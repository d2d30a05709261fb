package io.tailrace.component;

/// A stateless step of a pipeline: a function from payload to payload that walks bytes and
/// copies what it does not touch. One instance serves one pipeline; calls may come from several
/// threads at once.
public interface Processor extends Lifecycle {
  /// Returns what is left of the payload. Items that are missing from it count as filtered by
  /// this processor.
  Payload process(Payload payload);

  /// Whether the same payload always gives the same result.
  default boolean deterministic() {
    return true;
  }

  /// Whether it reads {@link Payload#origins}, so that receivers have to keep them.
  default boolean readsOrigins() {
    return false;
  }

  /// How many items the pipeline's exporters join into one request, if this processor asks for
  /// it (`batch`).
  default Batching batching() {
    return Batching.UNSPECIFIED;
  }

  /// Whether more may come in (`memory_limiter`).
  default Admission admission() {
    return Admission.OPEN;
  }
}
