/// Measurements against floors and peers.
@NullMarked
package io.tailrace.bench;

import org.jspecify.annotations.NullMarked;
