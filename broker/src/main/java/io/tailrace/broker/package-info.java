/// The embedded Kafka broker.
@NullMarked
package io.tailrace.broker;

import org.jspecify.annotations.NullMarked;
