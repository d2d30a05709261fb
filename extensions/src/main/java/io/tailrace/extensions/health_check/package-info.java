/// The `health_check` extension: whether the process lives and whether it is ready.
@NullMarked
package io.tailrace.extensions.health_check;

import org.jspecify.annotations.NullMarked;
