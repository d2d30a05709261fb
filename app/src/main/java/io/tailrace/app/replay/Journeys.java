package io.tailrace.app.replay;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// How long items travel from the client that first sent them to the sink, for one item of every
/// 64. Both ends are in this process, so that nothing needs to be written into the items.
public final class Journeys {
  private static final long SAMPLED = 63;
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final LongSupplier nanos;
  private final ConcurrentMap<Long, Long> departures = new ConcurrentHashMap<>();
  private final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST_MICROS, 3);

  /// Creates journeys on the clock of the process.
  public Journeys() {
    this(System::nanoTime);
  }

  Journeys(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// A request is sent for the first time.
  void departs(Request request) {
    long now = nanos.getAsLong();
    for (long id : request.ids()) {
      if ((id & SAMPLED) == 0) {
        departures.put(id, now);
      }
    }
  }

  /// Items have arrived; a second arrival of the same item does not count.
  void arrive(long[] ids) {
    for (long id : ids) {
      if ((id & SAMPLED) == 0) {
        var departed = departures.remove(id);
        if (departed != null) {
          long took = (nanos.getAsLong() - departed) / 1000;
          micros.recordValue(Math.clamp(took, 0, LONGEST_MICROS));
        }
      }
    }
  }

  /// Returns how long the journeys that ended took, in microseconds.
  public Histogram micros() {
    return micros.copy();
  }

  /// Forgets what was measured, for instance while everything was still cold.
  public void reset() {
    micros.reset();
  }
}
