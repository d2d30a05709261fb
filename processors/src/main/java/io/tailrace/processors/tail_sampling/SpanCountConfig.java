package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;

/// The block of a policy of type `span_count`.
record SpanCountConfig(
    @Option(min = 0, doc = "The least number of spans of a trace that is sampled.") int minSpans,
    @Option(min = 0, doc = "The greatest number; `0` for no bound.") int maxSpans)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (maxSpans > 0 && maxSpans < minSpans) {
      findings.error(
          "max_spans",
          "max_spans is %d, expected 0 or at least min_spans, which is %d"
              .formatted(maxSpans, minSpans));
    }
  }
}
