/// Recorded and made-up telemetry, sent as SDKs send it, received back and compared item by item.
@NullMarked
package io.tailrace.app.replay;

import org.jspecify.annotations.NullMarked;
