package io.tailrace.topology;

import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Payload;
import java.util.ArrayList;
import java.util.List;

/// The backend of an exporter. The exporter itself may serve other routes too, and goes on.
record ExporterBackend(Exporter exporter) implements Backend {
  @Override
  public Request request(List<Piece> pieces) {
    Payload payload = joined(pieces);
    return () -> exporter.export(payload);
  }

  private static Payload joined(List<Piece> pieces) {
    if (pieces.size() == 1) {
      return pieces.getFirst().payload();
    }
    List<byte[]> bytes = new ArrayList<>(pieces.size());
    int length = 0;
    int items = 0;
    for (Piece piece : pieces) {
      bytes.add(piece.payload().otlp());
      length += piece.payload().otlp().length;
      items += piece.payload().items();
    }
    return Payload.of(pieces.getFirst().payload().signal(), Bytes.join(bytes, length), items);
  }

  @Override
  public DeliveryPolicy policy() {
    return exporter.policy();
  }

  @Override
  public void close() {}
}
