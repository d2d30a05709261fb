/// What the topics of decisions and of trace summaries hold, for those who write and read them.
@NullMarked
package io.tailrace.topology.decisions;

import org.jspecify.annotations.NullMarked;
