package io.tailrace.component.client;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.TlsClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// Makes the connection that a configuration describes.
final class GrpcChannel {
  private static final int MAX_ANSWER = 4 * 1024 * 1024;

  private final GrpcClientConfig config;
  private final Host host;
  private final GrpcCodecs codecs = new GrpcCodecs(MAX_ANSWER);

  GrpcChannel(GrpcClientConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  GrpcClient open(Duration timeout) throws StartException {
    Optional<ClientAuthenticator> authenticator = AuthConfig.find(config.auth(), host);
    return new GrpcClient(channel(), options(), timeout, headers(), authenticator, codecs);
  }

  private ManagedChannel channel() throws StartException {
    GrpcEndpoint endpoint = GrpcEndpoint.parse(config.endpoint());
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(endpoint.target())
            .directExecutor()
            .disableRetry()
            .disableServiceConfigLookUp()
            .defaultLoadBalancingPolicy(config.balancerName())
            .compressorRegistry(codecs.compressors())
            .decompressorRegistry(codecs.decompressors())
            .maxInboundMessageSize(MAX_ANSWER)
            .keepAliveTime(config.keepalive().time().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(config.keepalive().timeout().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveWithoutCalls(config.keepalive().permitWithoutStream())
            .userAgent(config.userAgent().orElse(UserAgent.TEXT));
    config.authority().or(config.tls()::serverNameOverride).ifPresent(builder::overrideAuthority);
    if (plaintext(endpoint)) {
      builder.usePlaintext();
    } else {
      builder.sslContext(context());
    }
    return builder.build();
  }

  private SslContext context() throws StartException {
    SslContextBuilder builder = GrpcSslContexts.forClient();
    new TlsClient(config.tls(), host).into(builder);
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StartException(
          "%s cannot use its tls settings: %s".formatted(host.id(), Reasons.of(e)), e);
    }
  }

  private boolean plaintext(GrpcEndpoint endpoint) {
    return switch (endpoint.security()) {
      case PLAINTEXT -> true;
      case TLS -> false;
      case UNSAID -> config.tls().insecure();
    };
  }

  private CallOptions options() {
    CallOptions options = CallOptions.DEFAULT;
    if (config.waitForReady()) {
      options = options.withWaitForReady();
    }
    return switch (config.compression()) {
      case "", "none" -> options;
      default -> options.withCompression(config.compression());
    };
  }

  private Map<Metadata.Key<String>, String> headers() throws StartException {
    Map<Metadata.Key<String>, String> headers = new HashMap<>();
    for (var header : config.headers().entrySet()) {
      try {
        headers.put(
            Metadata.Key.of(header.getKey(), Metadata.ASCII_STRING_MARSHALLER),
            header.getValue().reveal());
      } catch (IllegalArgumentException e) {
        throw new StartException(
            "%s cannot send the header \"%s\": a gRPC header has a name of letters, digits, '-',"
                    .formatted(host.id(), header.getKey())
                + " '_' and '.', and does not end in \"-bin\"",
            e);
      }
    }
    return headers;
  }
}
