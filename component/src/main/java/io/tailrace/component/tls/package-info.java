/// TLS: keys and certificates from files that may change, and what the configuration says about
/// them.
@NullMarked
package io.tailrace.component.tls;

import org.jspecify.annotations.NullMarked;
