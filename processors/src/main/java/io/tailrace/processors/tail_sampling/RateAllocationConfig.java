package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;

/// What a sub-policy of a composite policy may use of its budget.
record RateAllocationConfig(
    @Option(required = true, doc = "The name of the sub-policy.") String policy,
    @Option(
            min = 0,
            max = 100,
            doc =
                "Its share of `max_total_spans_per_second`; `0` for that of a sub-policy when all"
                    + " have the same.")
        long percent) {}
