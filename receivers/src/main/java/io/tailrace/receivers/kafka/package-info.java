/// Receives telemetry that others put into Kafka.
@NullMarked
package io.tailrace.receivers.kafka;

import org.jspecify.annotations.NullMarked;
