package io.tailrace.component.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/// Counts the requests of gRPC calls while they arrive.
///
/// A request that is whole still counts: gRPC keeps its buffers until its sender has said that
/// nothing more comes, and only then is it read. So whoever handles the call gives them back.
final class ArrivingCalls extends ServerStreamTracer.Factory {
  private static final Context.Key<MessageMemory.Claim> CLAIM = Context.key("claim");

  private final MessageMemory memory;

  ArrivingCalls(MessageMemory memory) {
    this.memory = memory;
  }

  /// What the current call takes; to be asked for where it starts.
  static MessageMemory.Claim current() {
    return CLAIM.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Arriving(memory.claim());
  }

  private static final class Arriving extends ServerStreamTracer {
    private final MessageMemory.Claim claim;

    Arriving(MessageMemory.Claim claim) {
      this.claim = claim;
    }

    @Override
    public Context filterContext(Context context) {
      return context.withValue(CLAIM, claim);
    }

    @Override
    public void inboundWireSize(long bytes) {
      claim
          .add(bytes)
          .ifPresent(
              refusal -> {
                Status status = refusal.lasting() ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE;
                throw status.withDescription(refusal.reason()).asRuntimeException();
              });
    }

    @Override
    public void streamClosed(Status status) {
      claim.release();
    }
  }
}
