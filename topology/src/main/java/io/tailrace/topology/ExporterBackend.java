package io.tailrace.topology;

import io.tailrace.component.Client;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Origins;
import io.tailrace.component.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The backend of an exporter. The exporter itself may serve other routes too, and goes on.
record ExporterBackend(Exporter exporter) implements Backend {
  @Override
  public Request request(List<Piece> pieces) {
    Payload payload = signed(joined(pieces), pieces.getFirst());
    return () -> exporter.export(payload);
  }

  /// The payload with what the exporter wants to know of those who sent it: all its pieces agree
  /// in that.
  private Payload signed(Payload payload, Piece piece) {
    MetadataKeys reads = exporter.reads();
    if (reads.isEmpty()) {
      return payload;
    }
    Metadata metadata = Metadata.of(piece.segment().record().headers()).only(reads.names());
    Client client = new Client("", metadata.values(), Map.of());
    return new Payload(payload.signal(), payload.otlp(), payload.items(), Origins.of(client));
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
  public MetadataKeys reads() {
    return exporter.reads();
  }

  @Override
  public DeliveryPolicy policy() {
    return exporter.policy();
  }

  @Override
  public void close() {}
}
