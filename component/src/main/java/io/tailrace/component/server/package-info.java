/// How components listen: gRPC and HTTP servers, what they demand of a request before it comes
/// in, and what they say when they cannot start.
@NullMarked
package io.tailrace.component.server;

import org.jspecify.annotations.NullMarked;
