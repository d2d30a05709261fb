/// Keeps new telemetry out while memory is short.
@NullMarked
package io.tailrace.processors.memory_limiter;

import org.jspecify.annotations.NullMarked;
