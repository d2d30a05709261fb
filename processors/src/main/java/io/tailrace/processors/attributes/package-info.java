/// Changes the attributes of spans, log records and data points.
@NullMarked
package io.tailrace.processors.attributes;

import org.jspecify.annotations.NullMarked;
