/// The `zpages` extension: pages that show what runs.
@NullMarked
package io.tailrace.extensions.zpages;

import org.jspecify.annotations.NullMarked;
