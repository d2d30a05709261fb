package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;

/// The block of a policy of type `status_code`.
record StatusCodeConfig(
    @Option(
            oneOf = {"OK", "ERROR", "UNSET"},
            doc = "Traces are sampled in which a span has one of these.")
        List<String> statusCodes)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (statusCodes.isEmpty()) {
      findings.error("status_codes", "status_codes is empty: name OK, ERROR or UNSET");
    }
  }
}
