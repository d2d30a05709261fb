/// The Collector's YAML as a typed tree that knows where each value came from.
@NullMarked
package io.tailrace.config;

import org.jspecify.annotations.NullMarked;
