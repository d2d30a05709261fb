package io.tailrace.component.server;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// What requests that have not wholly arrived may take of the memory outside the heap, all servers
/// of the process together, whatever their transport.
///
/// Without a bound it is Netty that finds none left, in the middle of a connection, and every
/// request on that connection fails with it. Here the request that asks for more fails alone: with
/// a status after which clients try again, or, when it would not fit in alone either, with one
/// after which they do not.
final class MessageMemory {
  /// The rest is for buffers that are not full and for answers.
  private static final int SHARE = 2;

  /// What a piece of a request takes besides its bytes, so that many small ones count as well.
  private static final int PIECE = 256;

  /// What they may take also when buffers take nearly everything.
  private static final int SURE_SHARE = 4;

  private static final MessageMemory PROCESS = ofProcess();

  private final long most;
  private final BooleanSupplier scarce;
  private final long largest;
  private final AtomicLong held = new AtomicLong();

  /// Creates one.
  ///
  /// @param most the bytes that all requests may take together; a single one may have half as
  ///     many more
  /// @param scarce whether nearly all memory outside the heap is used: a piece of a request keeps
  ///     the whole buffer that it was read into, which may be several times as large
  MessageMemory(long most, BooleanSupplier scarce) {
    this.most = most;
    this.scarce = scarce;
    this.largest = most + most / 2;
  }

  private static MessageMemory ofProcess() {
    long all = PlatformDependent.maxDirectMemory();
    List<BufferPoolMXBean> pools =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .toList();
    return new MessageMemory(
        all / SHARE, () -> pools.stream().anyMatch(pool -> pool.getMemoryUsed() > all / 4 * 3));
  }

  /// The one of this process.
  static MessageMemory process() {
    return PROCESS;
  }

  /// The bytes that requests take now.
  long held() {
    return held.get();
  }

  /// Returns what a request that begins takes, which is nothing yet.
  Claim claim() {
    return new Claim();
  }

  /// Why there is no memory for a request.
  ///
  /// @param lasting whether it would not fit in alone either
  record Refusal(String reason, boolean lasting) {}

  /// What one request takes. Used by the event loop of its connection.
  final class Claim {
    private long own;

    /// Counts what has come of the request. If that is refused, all of it is given back.
    Optional<Refusal> add(long bytes) {
      long more = bytes + PIECE;
      own += more;
      long all = held.addAndGet(more);
      if (all <= most && (all <= most / SURE_SHARE || !scarce.getAsBoolean())) {
        return Optional.empty();
      }
      Optional<Refusal> refusal = refusal(own < all);
      if (refusal.isPresent()) {
        release();
      }
      return refusal;
    }

    private Optional<Refusal> refusal(boolean others) {
      if (own > largest) {
        return Optional.of(
            new Refusal(
                "a request of more than %d MiB does not fit into the memory of this process: send smaller ones, or give it more by TAILRACE_HEAP"
                    .formatted(largest >> 20),
                true));
      }
      return others
          ? Optional.of(
              new Refusal("more requests arrive at once than memory is set aside for", false))
          : Optional.empty();
    }

    /// Gives everything back: the request is on the heap, or gone.
    void release() {
      held.addAndGet(-own);
      own = 0;
    }
  }
}
