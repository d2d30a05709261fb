/// The `pprof` extension, accepted so that files which have it load.
@NullMarked
package io.tailrace.extensions.pprof;

import org.jspecify.annotations.NullMarked;
