package io.tailrace.topology;

import io.tailrace.component.Batching;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/// Pieces that may be joined into requests, in their order. Used by the poll thread alone.
final class Queue {
  private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
  private final int maxItems;
  private final int maxBytes;
  private long items;
  private long bytes;
  private long since;

  /// Creates it.
  ///
  /// @param maxItems the most items of a request of several pieces
  /// @param maxBytes the most bytes of a request of several pieces
  Queue(int maxItems, int maxBytes) {
    this.maxItems = maxItems;
    this.maxBytes = maxBytes;
  }

  void add(Piece piece, long nanos) {
    if (waiting.isEmpty()) {
      since = nanos;
    }
    waiting.add(piece);
    items += piece.payload().items();
    bytes += piece.payload().otlp().length;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  /// Nanoseconds until a request should be sent: 0 or less for now.
  long due(Batching batching, long nanos) {
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (items >= batching.minItems() || bytes >= maxBytes) {
      return 0;
    }
    return since + batching.timeout().toNanos() - nanos;
  }

  /// Takes the pieces of the next request: at least one.
  List<Piece> take(long nanos) {
    List<Piece> taken = new ArrayList<>();
    long takenItems = 0;
    long takenBytes = 0;
    while (!waiting.isEmpty()) {
      Piece next = waiting.peek();
      long moreItems = takenItems + next.payload().items();
      long moreBytes = takenBytes + next.payload().otlp().length;
      if (!taken.isEmpty() && (moreItems > maxItems || moreBytes > maxBytes)) {
        break;
      }
      taken.add(waiting.remove());
      takenItems = moreItems;
      takenBytes = moreBytes;
    }
    items -= takenItems;
    bytes -= takenBytes;
    since = nanos;
    return taken;
  }

  /// Forgets pieces that are no longer ours to send.
  void drop(Predicate<Piece> gone) {
    Collection<Piece> kept = waiting.stream().filter(gone.negate()).toList();
    waiting.clear();
    items = 0;
    bytes = 0;
    long at = since;
    kept.forEach(piece -> add(piece, at));
  }
}
