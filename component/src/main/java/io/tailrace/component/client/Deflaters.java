package io.tailrace.component.client;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.Deflater;

/// Deflaters that are used again: each holds 256 KiB outside the heap, and making one costs as
/// much as compressing a small request.
final class Deflaters implements AutoCloseable {
  private static final int KEPT = 16;

  private final int level;
  private final boolean raw;
  private final ConcurrentLinkedDeque<Deflater> idle = new ConcurrentLinkedDeque<>();

  /// Creates an empty pool.
  ///
  /// @param level -1 to 9, as zlib counts
  /// @param raw whether the zlib frame is left out, as gzip has its own
  Deflaters(int level, boolean raw) {
    this.level = level;
    this.raw = raw;
  }

  Deflater take() {
    Deflater deflater = idle.pollFirst();
    return deflater != null ? deflater : new Deflater(level, raw);
  }

  void give(Deflater deflater) {
    if (idle.size() >= KEPT) {
      deflater.end();
    } else {
      deflater.reset();
      idle.addFirst(deflater);
    }
  }

  @Override
  public void close() {
    for (Deflater deflater = idle.pollFirst(); deflater != null; deflater = idle.pollFirst()) {
      deflater.end();
    }
  }
}
