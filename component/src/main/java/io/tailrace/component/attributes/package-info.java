/// Changing the attributes of telemetry where it lies: the actions that the processors `resource`
/// and `attributes` share, on serialised OTLP.
@NullMarked
package io.tailrace.component.attributes;

import org.jspecify.annotations.NullMarked;
