package io.tailrace.topology;

import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.MetadataKeys;
import java.util.List;

/// What a route leads to: the backend of an exporter, or the topic of a pipeline.
interface Backend extends AutoCloseable {
  /// Makes a request of pieces.
  Request request(List<Piece> pieces);

  /// Headers of requests that the pieces of a request must agree in, because it reads them.
  MetadataKeys reads();

  /// How it is to be treated.
  DeliveryPolicy policy();

  /// Ends what belongs to the route alone.
  @Override
  void close();

  /// A request that is sent until all of it has left or is given up.
  @FunctionalInterface
  interface Request {
    /// Sends it, or what is left of it after it was sent before, and waits for the answer.
    Delivery send() throws InterruptedException;
  }
}
