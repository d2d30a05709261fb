package io.tailrace.component.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.tailrace.component.Delivery;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The answer to a call that is under way.
///
/// An answer that breaks the limit on its size ends the call with the same status as a request
/// that is too large for the server; it is told apart by the headers that came before it. The
/// server has the items then: what it says about them is not worth memory.
final class PendingReply extends ClientCall.Listener<byte[]> {
  private static final byte[] NOTHING = {};

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean answering;
  private volatile byte @Nullable [] message;
  private volatile @Nullable Reply reply;

  Reply await() throws InterruptedException {
    done.await();
    Reply found = reply;
    if (found == null) {
      throw new IllegalStateException("the call ended without a status");
    }
    return found;
  }

  @Override
  public void onHeaders(Metadata headers) {
    answering = true;
  }

  @Override
  public void onMessage(byte[] received) {
    message = received;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    byte[] received = message;
    if (status.isOk()) {
      reply = new Reply.Answer("application/grpc", received == null ? NOTHING : received);
    } else if (answering && GrpcFailure.tooLarge(status)) {
      reply =
          new Reply.Failure(
              new Delivery.Partial(0, "the answer was too large to read: " + Reasons.of(status)));
    } else {
      reply = new Reply.Failure(GrpcFailure.of(status, trailers));
    }
    done.countDown();
  }
}
