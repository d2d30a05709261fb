package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;

/// The block of a policy of type `numeric_attribute`.
record NumericAttributeConfig(
    @Option(required = true, doc = "The attribute, of a span or a resource.") String key,
    @Option(
            doc =
                "The least whole number that matches; `0` for no bound, as in the Collector. An"
                    + " attribute that is no whole number counts as 0, as there.")
        long minValue,
    @Option(doc = "The greatest whole number that matches; `0` for no bound.") long maxValue,
    @Option(
            doc =
                "Whether traces are sampled in which nothing matches, instead of those in which"
                    + " something does.")
        boolean invertMatch)
    implements Validated {
  /// The least number that matches.
  long least() {
    return minValue == 0 ? Long.MIN_VALUE : minValue;
  }

  /// The greatest number that matches.
  long most() {
    return maxValue == 0 ? Long.MAX_VALUE : maxValue;
  }

  @Override
  public void validate(Findings findings) {
    if (minValue == 0 && maxValue == 0) {
      findings.error("", "one of min_value and max_value must be given, and be another than 0");
    } else if (least() > most()) {
      findings.error(
          "min_value",
          "min_value is %d, more than max_value, which is %d: no number matches"
              .formatted(minValue, maxValue));
    }
  }
}
