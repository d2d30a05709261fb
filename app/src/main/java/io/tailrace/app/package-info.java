/// The command line and the assembly of everything.
@NullMarked
package io.tailrace.app;

import org.jspecify.annotations.NullMarked;
