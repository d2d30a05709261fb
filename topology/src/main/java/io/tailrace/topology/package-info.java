/// Pipelines on Kafka: topics, intake, relays, ledger.
@NullMarked
package io.tailrace.topology;

import org.jspecify.annotations.NullMarked;
