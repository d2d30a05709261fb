package io.tailrace.component.server;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// What messages that have not wholly arrived may take of the memory outside the heap, all gRPC
/// servers of the process together.
///
/// Without a bound it is Netty that finds none left, in the middle of a connection, and every
/// request on that connection fails with it. Here the request that asks for more fails alone: with
/// a status after which clients try again, or, when it would not fit in alone either, with one
/// after which they do not.
final class MessageMemory extends ServerStreamTracer.Factory {
  /// The rest is for buffers that are not full, for answers, and for other transports.
  private static final int SHARE = 2;

  /// What a piece of a message takes besides its bytes, so that many small ones count as well.
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
  /// @param most the bytes that all messages may take together; a single one may have half as
  ///     many more
  /// @param scarce whether nearly all memory outside the heap is used: a piece of a message keeps
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

  /// The bytes that messages take now.
  long held() {
    return held.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Arriving();
  }

  /// The messages of one call. Used by the event loop of its connection.
  private final class Arriving extends ServerStreamTracer {
    private long own;

    @Override
    public void inboundWireSize(long bytes) {
      long more = bytes + PIECE;
      own += more;
      long all = held.addAndGet(more);
      if (all > most || (all > most / SURE_SHARE && scarce.getAsBoolean())) {
        check(own < held.get());
      }
    }

    private void check(boolean others) {
      if (own > largest) {
        refuse(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "a request of more than %d MiB does not fit into the memory of this process: send smaller ones, or give it more by TAILRACE_HEAP"
                    .formatted(largest >> 20)));
      } else if (others) {
        refuse(
            Status.UNAVAILABLE.withDescription(
                "more requests arrive at once than memory is set aside for"));
      }
    }

    private void refuse(Status status) {
      release();
      throw status.asRuntimeException();
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
      release();
    }

    @Override
    public void streamClosed(Status status) {
      release();
    }

    private void release() {
      held.addAndGet(-own);
      own = 0;
    }
  }
}
