package io.tailrace.component.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A connection to a gRPC server that takes and gives messages as bytes.
///
/// Requests are compressed on the calling thread, a virtual one, so that several requests use
/// several cores; an event loop only moves bytes.
public final class GrpcClient implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final ManagedChannel channel;
  private final CallOptions options;
  private final Duration timeout;
  private final Map<Metadata.Key<String>, String> headers;
  private final Optional<ClientAuthenticator> authenticator;
  private final AutoCloseable codecs;

  GrpcClient(
      ManagedChannel channel,
      CallOptions options,
      Duration timeout,
      Map<Metadata.Key<String>, String> headers,
      Optional<ClientAuthenticator> authenticator,
      AutoCloseable codecs) {
    this.channel = channel;
    this.options = options;
    this.timeout = timeout;
    this.headers = Map.copyOf(headers);
    this.authenticator = authenticator;
    this.codecs = codecs;
  }

  /// Returns a client of the configured server. It connects when it is first used.
  ///
  /// @param timeout how long an answer is waited for, zero for ever
  /// @throws StartException when TLS files cannot be read or an extension is missing
  public static GrpcClient open(GrpcClientConfig config, Duration timeout, Host host)
      throws StartException {
    return new GrpcChannel(config, host).open(timeout);
  }

  /// Returns the descriptor of a unary method.
  ///
  /// @param fullName service and method, `package.Service/Method`
  public static MethodDescriptor<byte[], byte[]> method(String fullName) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullName)
        .setRequestMarshaller(RawBytes.INSTANCE)
        .setResponseMarshaller(RawBytes.INSTANCE)
        .build();
  }

  /// Sends a request and waits for the answer, at most the configured timeout.
  public Reply call(MethodDescriptor<byte[], byte[]> method, byte[] request)
      throws InterruptedException {
    CallOptions limited =
        timeout.isPositive()
            ? options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
            : options;
    ClientCall<byte[], byte[]> call = channel.newCall(method, limited);
    PendingReply pending = new PendingReply();
    try {
      call.start(pending, metadata());
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
      return pending.await();
    } catch (InterruptedException | RuntimeException | Error e) {
      call.cancel("the caller gave up", e);
      throw e;
    }
  }

  private Metadata metadata() {
    Metadata metadata = new Metadata();
    headers.forEach(metadata::put);
    authenticator.ifPresent(
        a ->
            a.headers()
                .forEach(
                    (name, value) ->
                        metadata.put(
                            Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value)));
    return metadata;
  }

  /// Lets requests that are under way end, for a few seconds, then drops the connection.
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
      codecs.close();
    } catch (InterruptedException _) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
