/// Writes telemetry to a Kafka cluster that is not ours.
@NullMarked
package io.tailrace.exporters.kafka;

import org.jspecify.annotations.NullMarked;
