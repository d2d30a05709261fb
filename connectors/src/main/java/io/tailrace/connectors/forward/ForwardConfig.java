package io.tailrace.connectors.forward;

/// The options of `forward`: there are none.
record ForwardConfig() {}
