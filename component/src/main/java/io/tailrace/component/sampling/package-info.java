/// Deciding about whole traces: what a topology needs of a sampler, and the other way round.
@NullMarked
package io.tailrace.component.sampling;

import org.jspecify.annotations.NullMarked;
