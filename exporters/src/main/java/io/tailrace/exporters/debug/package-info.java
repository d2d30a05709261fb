/// Shows telemetry to a person.
@NullMarked
package io.tailrace.exporters.debug;

import org.jspecify.annotations.NullMarked;
