/// Compressed requests: what encodings there are, and how they are read without trusting them.
@NullMarked
package io.tailrace.component.compression;

import org.jspecify.annotations.NullMarked;
