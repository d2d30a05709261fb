package io.tailrace.processors.tail_sampling;

/// What a policy may use up. The state of one is two numbers, which {@link Budgets} holds.
sealed interface Budget {
  /// A bucket of tokens that fills with time: that of Go's `rate.Limiter`, with the same
  /// arithmetic.
  ///
  /// @param perSecond how many tokens come a second
  /// @param burst how many it holds; it is full at first
  record Bucket(double perSecond, long burst) implements Budget {}

  /// So many spans in each second of the clock.
  ///
  /// @param spans how many, over all partitions
  /// @param total how many at most, likewise
  /// @param partitions among which they are divided
  record Window(long spans, long total, int partitions) implements Budget {
    /// The share of a second. What does not divide is handed out in turn, so that the shares of
    /// as many seconds as there are partitions add up to what one second has.
    long share(long second) {
      long turn = Math.floorMod(second, partitions);
      return share(Math.min(spans, total), turn);
    }

    private long share(long amount, long turn) {
      return amount * (turn + 1) / partitions - amount * turn / partitions;
    }
  }

  /// A budget as the file has it, for all partitions.
  sealed interface Whole {
    /// Returns one partition's share.
    Budget share(int partitions);
  }

  /// So many tokens a second.
  ///
  /// @param burst how many at once; the shares of partitions are rounded up
  record Tokens(long perSecond, long burst) implements Whole {
    @Override
    public Bucket share(int partitions) {
      return new Bucket((double) perSecond / partitions, Math.ceilDiv(burst, partitions));
    }
  }

  /// So many spans in each second.
  record EachSecond(long spans, long total) implements Whole {
    @Override
    public Window share(int partitions) {
      return new Window(spans, total, partitions);
    }
  }
}
