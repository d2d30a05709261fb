package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;

/// The block of a policy of type `boolean_attribute`.
record BooleanAttributeConfig(
    @Option(required = true, doc = "The attribute, of a span or a resource.") String key,
    @Option(
            doc =
                "The value that matches. An attribute that is neither counts as false, as in the"
                    + " Collector.")
        boolean value,
    @Option(
            doc =
                "Whether traces are sampled in which nothing matches, instead of those in which"
                    + " something does.")
        boolean invertMatch) {}
