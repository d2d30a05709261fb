package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;

/// The block of a policy of type `trace_state`.
record TraceStateConfig(
    @Option(required = true, doc = "The member of the W3C trace state of a span.") String key,
    @Option(doc = "Traces are sampled in which the member has one of these values.")
        List<String> values)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (values.isEmpty()) {
      findings.error("values", "values is empty: name at least one value");
    }
  }
}
