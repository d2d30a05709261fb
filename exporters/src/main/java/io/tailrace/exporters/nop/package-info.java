/// Sends telemetry nowhere.
@NullMarked
package io.tailrace.exporters.nop;

import org.jspecify.annotations.NullMarked;
