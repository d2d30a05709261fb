package io.tailrace.component.server;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tailrace.component.Host;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.StartException;
import io.tailrace.component.compression.Body;
import io.tailrace.component.tls.TlsServer;
import io.tailrace.component.tls.TlsServerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// A gRPC server whose requests and responses are bytes.
///
/// Handlers run on the event loop that read the request, which costs half of what handing over
/// to another thread does. Requests are decompressed there too, up to their limit.
public final class GrpcServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int RESETS = 400;
  private static final int RESETS_WINDOW_SECONDS = 60;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int MOST_THREADS = 4;

  private final GrpcServerConfig config;
  private final String endpoint;
  private final Host host;
  private final MessageMemory memory;
  private final Map<String, GrpcMethod> methods = new LinkedHashMap<>();
  private Optional<Running> running = Optional.empty();

  /// Creates a server that is not started.
  ///
  /// @param endpoint `host:port`; port 0 for any that is free
  public GrpcServer(GrpcServerConfig config, String endpoint, Host host) {
    this(config, endpoint, host, MessageMemory.process());
  }

  GrpcServer(GrpcServerConfig config, String endpoint, Host host, MessageMemory memory) {
    this.config = config;
    this.endpoint = endpoint;
    this.host = host;
    this.memory = memory;
  }

  /// Adds a unary method; to be called before the start.
  ///
  /// @param name service and method: `package.Service/Method`
  public void unary(String name, GrpcMethod method) {
    methods.put(name, method);
  }

  /// Starts to listen.
  ///
  /// @throws StartException when it cannot, with the cause and the fix
  public void start() throws StartException {
    ListenAddress address = ListenAddress.parse(host.id(), endpoint);
    Optional<ServerAuthenticator> authenticator = ServerAuthConfig.find(config.auth(), host);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address.resolve(host.id(), config.transport()));
    limits(builder);
    keepalive(builder);
    if (config.tls().isPresent()) {
      builder.sslContext(context(config.tls().get()));
    }
    methods.forEach((name, method) -> builder.addService(service(name, method, authenticator)));
    listen(builder, address);
  }

  private SslContext context(TlsServerConfig tls) throws StartException {
    try {
      TlsServer.Opened opened = new TlsServer(tls, host).open();
      SslContextBuilder builder =
          GrpcSslContexts.configure(
              SslContextBuilder.forServer(opened.keyManagers()), SslProvider.JDK);
      opened.into(builder);
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StartException(
          "%s cannot use its tls settings: %s".formatted(host.id(), e.getMessage()), e);
    }
  }

  private void listen(NettyServerBuilder builder, ListenAddress address) throws StartException {
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    EventLoops loops = new EventLoops("grpc-" + host.id(), threads);
    Server server =
        builder
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelType(EventLoops.channel())
            .directExecutor()
            .addTransportFilter(new Peers())
            .build();
    try {
      server.start();
    } catch (IOException e) {
      loops.stop();
      throw address.refused(host.id(), e);
    }
    running = Optional.of(new Running(server, loops, address.bound(server.getPort())));
  }

  private void limits(NettyServerBuilder builder) {
    int most = config.maxMessageBytes();
    builder
        .maxInboundMessageSize(most)
        .addStreamTracerFactory(new ArrivingCalls(memory))
        .decompressorRegistry(GrpcEncoding.upTo(most))
        .maxRstFramesPerWindow(RESETS, RESETS_WINDOW_SECONDS)
        .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    if (config.maxConcurrentStreams() > 0) {
      builder.maxConcurrentCallsPerConnection(config.maxConcurrentStreams());
    }
  }

  private void keepalive(NettyServerBuilder builder) {
    GrpcServerConfig.ServerParameters server = config.keepalive().serverParameters();
    if (server.maxConnectionIdle().isPositive()) {
      builder.maxConnectionIdle(server.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (server.maxConnectionAge().isPositive()) {
      builder.maxConnectionAge(server.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (server.maxConnectionAgeGrace().isPositive()) {
      builder.maxConnectionAgeGrace(server.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (server.time().isPositive()) {
      builder.keepAliveTime(server.time().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (server.timeout().isPositive()) {
      builder.keepAliveTimeout(server.timeout().toNanos(), TimeUnit.NANOSECONDS);
    }
    GrpcServerConfig.EnforcementPolicy clients = config.keepalive().enforcementPolicy();
    if (clients.minTime().isPositive()) {
      builder.permitKeepAliveTime(clients.minTime().toNanos(), TimeUnit.NANOSECONDS);
    }
    builder.permitKeepAliveWithoutCalls(clients.permitWithoutStream());
  }

  private ServerServiceDefinition service(
      String name, GrpcMethod method, Optional<ServerAuthenticator> authenticator) {
    MethodDescriptor<Body, byte[]> descriptor =
        MethodDescriptor.<Body, byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(new RequestBytes(config.maxMessageBytes()))
            .setResponseMarshaller(ResponseBytes.INSTANCE)
            .build();
    return ServerServiceDefinition.builder(name.substring(0, name.indexOf('/')))
        .addMethod(descriptor, new GrpcCalls(method, config.includeMetadata(), authenticator))
        .build();
  }

  /// Host and port that were bound, empty unless it is started.
  public String address() {
    return running.map(r -> r.address().toString()).orElse("");
  }

  /// Takes no more requests, lets those under way end, at most five seconds, and stops.
  @Override
  public void close() {
    running.ifPresent(Running::stop);
    running = Optional.empty();
  }

  private record Running(Server server, EventLoops loops, ListenAddress address) {
    void stop() {
      server.shutdown();
      try {
        if (!server.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
          server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
        }
      } catch (InterruptedException _) {
        server.shutdownNow();
        Thread.currentThread().interrupt();
      }
      loops.stop();
    }
  }
}
