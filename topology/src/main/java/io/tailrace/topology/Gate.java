package io.tailrace.topology;

import io.tailrace.component.Payload;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides which records of a topic are a route's own, and takes them through its processors.
///
/// @param chains its paths
/// @param former the paths before changes of its sources, the oldest first
record Gate(Plan.Route route, List<Chain> chains, List<Before> former) {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  /// Paths that hold below a barrier.
  record Before(Former sources, List<Chain> chains) {}

  /// Takes a record in; false when it is none of the route's own.
  ///
  /// @param pieces takes what is left of it after each path
  boolean accept(Segment segment, Consumer<Piece> pieces) {
    var headers = segment.record().headers();
    int items = Headers.number(headers, Headers.ITEMS).orElse(0L).intValue();
    Optional<String> to = Headers.text(headers, Headers.TO);
    if (items == 0 || to.isPresent()) {
      boolean again = items > 0 && to.filter(route.group()::equals).isPresent();
      if (again) {
        segment.redriven(items);
        send(segment, Payload.of(route.signal(), segment.record().value(), items), pieces);
      }
      return again;
    }
    String receiver = Headers.text(headers, Headers.RECEIVER).orElse("");
    List<Chain> holding = chains(segment.record());
    boolean accepted = false;
    for (int i = 0; i < holding.size(); i++) {
      if (holding.get(i).receivers().contains(receiver)) {
        accepted = true;
        take(segment, holding.get(i), items, pieces);
      }
    }
    return accepted;
  }

  private List<Chain> chains(ConsumerRecord<byte[], byte[]> record) {
    for (int i = 0; i < former.size(); i++) {
      if (former.get(i).sources().holds(record.partition(), record.offset())) {
        return former.get(i).chains();
      }
    }
    return chains;
  }

  private void take(Segment segment, Chain chain, int items, Consumer<Piece> pieces) {
    ConsumerRecord<byte[], byte[]> record = segment.record();
    segment.received(items);
    Payload read =
        new Payload(route.signal(), record.value(), items, OriginsCodec.decode(record.headers()));
    Chain.Processed processed;
    try {
      processed = chain.process(read);
    } catch (RuntimeException e) {
      LOG.error("a processor of {} failed on a record", route.group(), e);
      segment.open();
      pieces.accept(new Piece(segment, read, "a processor failed on it: " + e));
      return;
    }
    segment.filtered(processed.filtered());
    if (!processed.left().isEmpty()) {
      send(segment, processed.left(), pieces);
    }
  }

  private static void send(Segment segment, Payload payload, Consumer<Piece> pieces) {
    segment.open();
    pieces.accept(new Piece(segment, payload, ""));
  }
}
