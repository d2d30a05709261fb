/// Writes telemetry to files.
@NullMarked
package io.tailrace.exporters.file;

import org.jspecify.annotations.NullMarked;
