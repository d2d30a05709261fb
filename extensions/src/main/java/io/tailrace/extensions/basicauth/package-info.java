/// The `basicauth` extension: user names and passwords.
@NullMarked
package io.tailrace.extensions.basicauth;

import org.jspecify.annotations.NullMarked;
