package io.tailrace.topology.decisions;

import java.util.List;

/// A record of a decisions topic.
public sealed interface Decision {
  /// Every trace whose first span is below this offset of the source partition is decided.
  long watermark();

  /// The decisions about all traces whose first spans lie between two watermarks, or a part of
  /// them. What the fields mean is written in `docs/schemas/slice`.
  record Slice(
      long previous,
      long watermark,
      long position,
      int part,
      int parts,
      Times times,
      long forgotten,
      String version,
      List<String> causes,
      TraceIds keeps,
      TraceIds drops,
      Account account,
      List<Long> budgets)
      implements Decision {
    /// Copies the lists.
    public Slice {
      causes = List.copyOf(causes);
      budgets = List.copyOf(budgets);
    }

    /// The first record of a partition whose sampling begins at an offset.
    ///
    /// @param base spans that were written before
    /// @param released spans that are in the output from earlier times
    public static Slice beginning(long offset, long time, long base, long released) {
      return new Slice(
          offset,
          offset,
          offset,
          0,
          0,
          new Times(time, time, -1),
          0,
          "",
          List.of(),
          new TraceIds(),
          new TraceIds(),
          Account.beginning(base, released),
          List.of());
    }

    /// A part of it, with some of its traces.
    public Slice part(int number, int count, TraceIds kept, TraceIds dropped) {
      return new Slice(
          previous, watermark, position, number, count, times, forgotten, version, causes, kept,
          dropped, account, budgets);
    }

    /// Whether it is no slice but says that what came before no longer counts.
    public boolean begins() {
      return parts == 0;
    }

    /// Whether all decisions up to its watermark have come with it.
    public boolean completes() {
      return part + 1 >= parts;
    }
  }

  /// Times of the log in milliseconds: append times, which never go back.
  ///
  /// @param decided when the slice was decided
  /// @param watermark of the record at the watermark
  /// @param appended what the broker stamped the last record with that was read; -1 where records
  ///     from the watermark on are to be read again
  record Times(long decided, long watermark, long appended) {}

  /// Stands behind all decisions up to its watermark, so that whoever merges by offsets knows that
  /// none is missing.
  record Fence(long watermark) implements Decision {}
}
