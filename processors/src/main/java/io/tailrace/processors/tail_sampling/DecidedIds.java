package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.Undecided;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// What was decided lately, so that spans that come late follow it. Of kept traces it knows the
/// whole id, of dropped ones the low half, as the Collector does of all.
///
/// It is forgotten by slices: whole ones, the oldest first, so that a later life which knows only
/// the watermark of a slice forgets the same.
final class DecidedIds {
  private static final long LONGEST = Duration.ofMinutes(10).toMillis();

  private final IdRing kept = new IdRing(true);
  private final IdRing dropped = new IdRing(false);
  private final Deque<Slice> slices = new ArrayDeque<>();
  private final long mostKept;
  private final long mostDropped;
  private int keptInSlices;
  private int droppedInSlices;
  private long forgotten;

  /// Creates an empty memory.
  ///
  /// @param mostKept from how many kept traces on the oldest slice is forgotten
  /// @param mostDropped likewise for dropped ones
  DecidedIds(long mostKept, long mostDropped) {
    this.mostKept = mostKept;
    this.mostDropped = mostDropped;
  }

  void add(long high, long low, boolean wasKept, int cause) {
    (wasKept ? kept : dropped).add(high, low, cause);
  }

  /// Reads where an id would be, so that it is near when it is looked for.
  int touch(long high, long low) {
    return kept.touch(high, low) + dropped.touch(0, low);
  }

  /// What decided that a trace is kept, -1 if it was not, or if that is not known.
  int keptBy(long high, long low) {
    return kept.cause(high, low);
  }

  /// What decided that a trace is dropped, -1 if it was not, or if that is not known.
  int droppedBy(long low) {
    return dropped.cause(0, low);
  }

  /// Ends a slice: {@link Undecided#seal}.
  void seal(long watermark, long time) {
    int newKept = kept.size() - keptInSlices;
    int newDropped = dropped.size() - droppedInSlices;
    if (newKept + newDropped > 0) {
      slices.add(new Slice(watermark, time, newKept, newDropped));
      keptInSlices += newKept;
      droppedInSlices += newDropped;
    }
  }

  /// Forgets what is too old or too much: {@link Undecided#forget}.
  long forget(long time) {
    while (!slices.isEmpty()
        && (time - slices.getFirst().time() >= LONGEST
            || kept.size() > mostKept
            || dropped.size() > mostDropped)) {
      forgetOldest();
    }
    return forgotten;
  }

  /// Forgets all slices up to one: {@link Undecided#forgetUpTo}.
  void forgetUpTo(long watermark) {
    while (!slices.isEmpty() && slices.getFirst().watermark() <= watermark) {
      forgetOldest();
    }
    forgotten = Math.max(forgotten, watermark);
  }

  private void forgetOldest() {
    Slice slice = slices.removeFirst();
    kept.forget(slice.kept());
    dropped.forget(slice.dropped());
    keptInSlices -= slice.kept();
    droppedInSlices -= slice.dropped();
    forgotten = Math.max(forgotten, slice.watermark());
  }

  /// What was decided together.
  private record Slice(long watermark, long time, int kept, int dropped) {}
}
