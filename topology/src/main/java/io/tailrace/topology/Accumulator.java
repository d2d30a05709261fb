package io.tailrace.topology;

import io.tailrace.model.Slice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Gathers slices of several requests into parcels, each of which becomes one record.
///
/// Event loops add, one thread takes. A parcel leaves when it is full, when its first slice has
/// waited long enough, or when everybody who could add to it has; the lock is held only to append
/// references, never to copy or compress.
final class Accumulator {
  private static final long CROWD_NANOS = Duration.ofMillis(500).toNanos();

  private final int fullAt;
  private final int most;
  private final long waitNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final ArrayDeque<Parcel> full = new ArrayDeque<>();
  private final List<Parcel> filling = new ArrayList<>();
  private final Crowd crowd = new Crowd(CROWD_NANOS);
  private int waiting;
  private long due;
  private boolean idle;
  private boolean closed;

  /// Creates it.
  ///
  /// @param fullAt from how many bytes a parcel is full
  /// @param most how many bytes a parcel of several slices may have
  /// @param waitNanos how long a slice waits for others
  Accumulator(int fullAt, int most, long waitNanos) {
    this.fullAt = fullAt;
    this.most = most;
    this.waitNanos = waitNanos;
  }

  /// Adds the slices of one request; false when it takes none any more.
  ///
  /// @param receiver the lane of requests without metadata
  /// @param metadata what the request has
  boolean add(Lane receiver, Metadata metadata, List<Slice> slices, PendingRequest request) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      long now = System.nanoTime();
      if (filling.isEmpty()) {
        due = now + waitNanos;
        waiting = 0;
      }
      crowd.came(now);
      waiting++;
      Lane lane = receiver.with(metadata);
      for (int i = 0; i < slices.size(); i++) {
        add(lane, slices.get(i), request);
      }
      if (crowd.isComplete(waiting)) {
        due = now;
      }
      if (idle || !full.isEmpty() || due == now) {
        something.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void add(Lane lane, Slice slice, PendingRequest request) {
    int partition = slice.partition();
    Parcel parcel = lane.open(partition);
    if (parcel.bytes() > 0 && parcel.bytes() + slice.otlp().length > most) {
      leave(parcel);
      parcel = lane.open(partition);
    }
    if (parcel.bytes() == 0) {
      filling.add(parcel);
    }
    parcel.add(slice, request);
    if (parcel.bytes() >= fullAt) {
      leave(parcel);
    }
  }

  private void leave(Parcel parcel) {
    parcel.lane().closed(parcel.partition());
    filling.remove(parcel);
    full.add(parcel);
  }

  /// Waits for parcels and moves them to a list; after {@link #close} it gives what is left, and
  /// then nothing.
  void take(List<Parcel> into) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (full.isEmpty() && !closed) {
        if (filling.isEmpty()) {
          idle = true;
          something.await();
          idle = false;
        } else {
          long left = due - System.nanoTime();
          if (left <= 0 || something.awaitNanos(left) <= 0) {
            break;
          }
        }
      }
      into.addAll(full);
      full.clear();
      if (closed || (!filling.isEmpty() && System.nanoTime() - due >= 0)) {
        for (Parcel parcel : filling) {
          parcel.lane().closed(parcel.partition());
        }
        into.addAll(filling);
        filling.clear();
        waiting = 0;
      }
    } finally {
      idle = false;
      lock.unlock();
    }
  }

  /// A request that was added has been answered.
  void answered() {
    crowd.left();
  }

  /// Takes no slices from now on.
  void close() {
    lock.lock();
    try {
      closed = true;
      something.signal();
    } finally {
      lock.unlock();
    }
  }
}
