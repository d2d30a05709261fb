/// How components reach a Kafka cluster. There is no Kafka here: only what its clients are to be
/// given.
@NullMarked
package io.tailrace.component.kafka;

import org.jspecify.annotations.NullMarked;
