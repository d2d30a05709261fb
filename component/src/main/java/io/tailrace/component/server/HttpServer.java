package io.tailrace.component.server;

import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.TlsServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An HTTP server, over HTTP/1.1 and HTTP/2, with one thread of its own.
///
/// A request reaches its handler whole: let in by the authenticator, decompressed, and within the
/// limit.
public final class HttpServer implements AutoCloseable {
  private static final int GRACE_MILLIS = 5000;
  private static final int QUIET_MILLIS = 10;
  private static final int RESETS = 400;
  private static final int RESETS_WINDOW_SECONDS = 60;
  private static final int MOST_HEADERS = 64 << 10;

  /// After so much silence a client is probed, and as often again, as Go's servers do: one whose
  /// machine is gone would keep what it sent of a request in memory for ever.
  private static final int PROBE_SECONDS = 15;

  private final HttpServerConfig config;
  private final HttpTimeouts timeouts;
  private final String endpoint;
  private final Host host;
  private final MessageMemory memory;
  private final Map<String, HttpHandler> handlers = new HashMap<>();
  private Optional<Running> running = Optional.empty();

  /// Creates a server that is not started.
  ///
  /// @param endpoint `host:port`; port 0 for any that is free
  public HttpServer(HttpServerConfig config, HttpTimeouts timeouts, String endpoint, Host host) {
    this(config, timeouts, endpoint, host, MessageMemory.process());
  }

  HttpServer(
      HttpServerConfig config,
      HttpTimeouts timeouts,
      String endpoint,
      Host host,
      MessageMemory memory) {
    this.config = config;
    this.timeouts = timeouts;
    this.endpoint = endpoint;
    this.host = host;
    this.memory = memory;
  }

  /// Sets who answers the requests for a path; to be called before the start.
  ///
  /// @param path beginning with a slash; other paths are answered with 404
  public void route(String path, HttpHandler handler) {
    handlers.put(path, handler);
  }

  /// Starts to listen.
  ///
  /// @throws StartException when it cannot, with the cause and the fix
  public void start() throws StartException {
    ListenAddress address = ListenAddress.parse(host.id(), endpoint);
    InetSocketAddress resolved = address.resolve(host.id(), config.transport());
    ServerBuilder builder = Server.builder();
    if (config.tls().isPresent()) {
      tls(builder, new TlsServer(config.tls().get(), host).open());
      builder.https(resolved);
    } else {
      builder.http(resolved);
    }
    limits(builder);
    HttpService service =
        new HttpService(
            config,
            timeouts,
            memory,
            Map.copyOf(handlers),
            ServerAuthConfig.find(config.auth(), host),
            config.cors().filter(cors -> !cors.allowedOrigins().isEmpty()).map(Cors::new));
    builder.serviceUnder("/", service);
    listen(builder, service, address);
  }

  /// Whoever names cipher suites means them, though HTTP/2 may have others in mind.
  @SuppressWarnings("deprecation")
  private static void tls(ServerBuilder builder, TlsServer.Opened tls) {
    builder
        .tls(tls.keyManagers())
        .tlsEngineType(TlsEngineType.JDK)
        .tlsCustomizer(tls::into)
        .tlsAllowUnsafeCiphers(!tls.protocol().suites().isEmpty());
  }

  private void limits(ServerBuilder builder) {
    builder
        .maxRequestLength(config.maxBody())
        .requestTimeoutMillis(0)
        .idleTimeout(timeouts.idleTimeout())
        .gracefulShutdownTimeoutMillis(QUIET_MILLIS, GRACE_MILLIS)
        .http1MaxHeaderSize(MOST_HEADERS)
        .http2MaxHeaderListSize(MOST_HEADERS)
        .http2MaxResetFramesPerWindow(RESETS, RESETS_WINDOW_SECONDS)
        .childChannelOption(ChannelOption.SO_KEEPALIVE, true)
        .disableServerHeader()
        .meterRegistry(NoopMeterRegistry.get());
    if (Epoll.isAvailable()) {
      builder
          .childChannelOption(EpollChannelOption.TCP_KEEPIDLE, PROBE_SECONDS)
          .childChannelOption(EpollChannelOption.TCP_KEEPINTVL, PROBE_SECONDS);
    }
    if (timeouts.readHeaderTimeout().isPositive()) {
      builder.childChannelPipelineCustomizer(
          pipeline -> pipeline.addFirst(new HeaderTimeout(timeouts.readHeaderTimeout())));
    }
  }

  private void listen(ServerBuilder builder, HttpService service, ListenAddress address)
      throws StartException {
    EventLoops loops = new EventLoops("http-" + host.id(), 1);
    try {
      Server server = builder.workerGroup(loops, false).bossGroupFactory(_ -> loops).build();
      server.start().join();
      running =
          Optional.of(new Running(service, server, loops, address.bound(server.activeLocalPort())));
    } catch (CompletionException e) {
      loops.stop();
      throw address.refused(host.id(), e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      loops.stop();
      throw new StartException(
          "%s cannot serve HTTP with its settings: %s".formatted(host.id(), e.getMessage()), e);
    }
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

  private record Running(
      HttpService service, Server server, EventLoops loops, ListenAddress address) {
    private static final Duration LAST = Duration.ofSeconds(1);

    void stop() {
      service.close();
      try {
        server.stop().get(GRACE_MILLIS + LAST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException _) {
        // its threads are stopped below in any case
      }
      loops.stop();
    }
  }
}
