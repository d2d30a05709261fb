/// What the process says: one format, our words, no floods.
@NullMarked
package io.tailrace.app.logging;

import org.jspecify.annotations.NullMarked;
