/// The `otlp` receiver.
@NullMarked
package io.tailrace.receivers.otlp;

import org.jspecify.annotations.NullMarked;
