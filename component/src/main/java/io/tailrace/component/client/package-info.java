/// How components talk to servers: gRPC and HTTP clients, compression, credentials, and what an
/// answer means for the items that were sent.
@NullMarked
package io.tailrace.component.client;

import org.jspecify.annotations.NullMarked;
