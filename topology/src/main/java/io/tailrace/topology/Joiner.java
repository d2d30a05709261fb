package io.tailrace.topology;

import io.tailrace.component.Batching;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Pieces that wait to be sent, joined into requests of pieces that agree in the metadata which
/// they are told apart by. Used by the poll thread alone.
final class Joiner {
  /// When so many requests' bytes wait, the one that is due next is due now: those who send many
  /// different metadata cost smaller requests, not memory.
  private static final long MOST_REQUESTS = 4;

  private final Map<Metadata, Queue> queues = new LinkedHashMap<>();
  private final Batching batching;
  private final int maxItems;
  private final int maxBytes;
  private long bytes;

  /// Creates it.
  ///
  /// @param batching how many items are waited for and how long, and what they must agree in
  /// @param maxItems the most items of a request of several pieces
  /// @param maxBytes the most bytes of a request of several pieces
  Joiner(Batching batching, int maxItems, int maxBytes) {
    this.batching = batching;
    this.maxItems = maxItems;
    this.maxBytes = maxBytes;
  }

  void add(Piece piece, long nanos) {
    Queue queue = queues.computeIfAbsent(metadata(piece), _ -> new Queue(maxItems, maxBytes));
    queue.add(piece, nanos);
    bytes += piece.payload().otlp().length;
  }

  private Metadata metadata(Piece piece) {
    return batching.apart().isEmpty()
        ? Metadata.NONE
        : Metadata.of(piece.segment().record().headers()).only(batching.apart().names());
  }

  /// Nanoseconds until a request should be sent: 0 or less for now.
  long due(long nanos) {
    if (bytes >= MOST_REQUESTS * maxBytes) {
      return 0;
    }
    long due = Long.MAX_VALUE;
    for (Queue queue : queues.values()) {
      due = Math.min(due, queue.due(batching, nanos));
    }
    return due;
  }

  /// Takes the pieces of the next request, the one that is due first: at least one.
  List<Piece> take(long nanos) {
    Map.Entry<Metadata, Queue> first =
        queues.entrySet().stream()
            .min(Comparator.comparingLong(each -> each.getValue().due(batching, nanos)))
            .orElseThrow();
    List<Piece> taken = first.getValue().take(nanos);
    taken.forEach(piece -> bytes -= piece.payload().otlp().length);
    if (first.getValue().isEmpty()) {
      queues.remove(first.getKey());
    }
    return taken;
  }

  /// Forgets pieces that are no longer ours to send.
  void drop(Predicate<Piece> gone) {
    queues.values().forEach(queue -> queue.drop(gone));
    queues.values().removeIf(Queue::isEmpty);
    bytes = queues.values().stream().mapToLong(Queue::bytes).sum();
  }
}
