/// Telemetry as serialised OTLP: cursors over its bytes, and the values found in them.
@NullMarked
package io.tailrace.model;

import org.jspecify.annotations.NullMarked;
