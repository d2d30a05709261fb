package io.tailrace.component.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.tailrace.component.Client;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.ServerAuthenticator.Verdict;
import io.tailrace.component.compression.Body;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets unary calls in and hands their requests on.
///
/// A body is only read after its sender was let in. Checking may take long on purpose (bcrypt),
/// so it runs on a virtual thread, never on the event loop.
final class GrpcCalls implements ServerCallHandler<Body, byte[]> {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final GrpcMethod method;
  private final boolean includeMetadata;
  private final Optional<ServerAuthenticator> authenticator;

  GrpcCalls(
      GrpcMethod method, boolean includeMetadata, Optional<ServerAuthenticator> authenticator) {
    this.method = method;
    this.includeMetadata = includeMetadata;
    this.authenticator = authenticator;
  }

  @Override
  public ServerCall.Listener<Body> startCall(ServerCall<Body, byte[]> call, Metadata headers) {
    Listener listener = new Listener(call, ArrivingCalls.current());
    Client peer = Peers.of(call.getAttributes());
    if (authenticator.isEmpty()) {
      listener.admit(
          includeMetadata ? new Client(peer.address(), Headers.of(headers), Map.of()) : peer);
    } else {
      ServerAuthenticator gate = authenticator.get();
      Thread.startVirtualThread(() -> check(gate, peer, headers, listener));
    }
    return listener;
  }

  private void check(ServerAuthenticator gate, Client peer, Metadata headers, Listener listener) {
    try {
      switch (gate.authenticate(name -> Headers.values(headers, name))) {
        case Verdict.Granted granted ->
            listener.admit(
                new Client(
                    peer.address(),
                    includeMetadata ? Headers.of(headers) : Map.of(),
                    granted.attributes()));
        case Verdict.Denied denied -> listener.deny(denied.reason());
      }
    } catch (RuntimeException e) {
      listener.deny("the authenticator failed: " + e.getMessage());
      throw e;
    }
  }

  private final class Listener extends ServerCall.Listener<Body> {
    private final ServerCall<Body, byte[]> call;
    private final MessageMemory.Claim arriving;
    private Client client = Client.UNKNOWN;
    private @Nullable Body body;

    Listener(ServerCall<Body, byte[]> call, MessageMemory.Claim arriving) {
      this.call = call;
      this.arriving = arriving;
    }

    /// Asks for the body: it only arrives afterwards, so that `client` is seen then.
    void admit(Client admitted) {
      client = admitted;
      call.request(2);
    }

    void deny(String reason) {
      call.close(Status.UNAUTHENTICATED.withDescription(reason), new Metadata());
    }

    @Override
    public void onMessage(Body message) {
      if (body != null) {
        fail(Status.INTERNAL.withDescription("one message was expected, more came"));
      }
      body = message;
    }

    @Override
    public void onHalfClose() {
      arriving.release();
      switch (body) {
        case Body.Whole whole -> method.call(whole.bytes(), client, this::answer);
        case Body.TooLarge(String reason) ->
            fail(Status.RESOURCE_EXHAUSTED.withDescription(reason));
        case Body.Broken(String reason) -> fail(Status.INVALID_ARGUMENT.withDescription(reason));
        case null -> fail(Status.INTERNAL.withDescription("a message was expected, none came"));
      }
      body = null;
    }

    private void answer(GrpcAnswer answer) {
      switch (answer) {
        case GrpcAnswer.Ok ok -> {
          call.sendHeaders(new Metadata());
          call.sendMessage(ok.message());
          call.close(Status.OK, new Metadata());
        }
        case GrpcAnswer.Failed failed -> {
          Metadata trailers = new Metadata();
          if (failed.retryAfter().isPositive()) {
            trailers.put(
                DETAILS,
                RpcStatus.of(failed.code().value(), failed.message(), failed.retryAfter()));
          }
          call.close(failed.code().toStatus().withDescription(failed.message()), trailers);
        }
      }
    }

    private void fail(Status status) {
      call.close(status, new Metadata());
    }
  }
}
