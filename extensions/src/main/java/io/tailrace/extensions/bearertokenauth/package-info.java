/// The `bearertokenauth` extension: tokens in a header.
@NullMarked
package io.tailrace.extensions.bearertokenauth;

import org.jspecify.annotations.NullMarked;
