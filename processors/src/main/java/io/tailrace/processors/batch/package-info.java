/// Says how many items exporters join into one request.
@NullMarked
package io.tailrace.processors.batch;

import org.jspecify.annotations.NullMarked;
