/// Hands what one pipeline made to another.
@NullMarked
package io.tailrace.connectors.forward;

import org.jspecify.annotations.NullMarked;
