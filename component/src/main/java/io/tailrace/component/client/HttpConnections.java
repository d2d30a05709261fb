package io.tailrace.component.client;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.WebClientBuilder;
import com.linecorp.armeria.client.cookie.CookieClient;
import com.linecorp.armeria.client.proxy.ProxyConfig;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.NetUtil;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.TlsClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/// Makes the connections that a configuration describes.
final class HttpConnections {
  /// What is read of an answer at most, as in the Collector.
  private static final int MAX_ANSWER = 4 * 1024 * 1024;

  private final HttpClientConfig config;
  private final Host host;

  HttpConnections(HttpClientConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  /// Returns an address in the words of Armeria: without TLS HTTP/1.1 only, because servers that
  /// do not know HTTP/2 there break on the attempt; with TLS what both ends know.
  static String address(URI target, HttpClientConfig config) {
    String scheme = target.getScheme().toLowerCase(Locale.ROOT);
    String protocol = scheme.equals("http") ? "h1c" : config.forceAttemptHttp2() ? "https" : "h1";
    return protocol + target.toString().substring(scheme.length());
  }

  /// Whoever names cipher suites means them, though HTTP/2 may have others in mind.
  @SuppressWarnings("deprecation")
  ClientFactory factory() throws StartException {
    if (config.tls().serverNameOverride().isPresent()) {
      throw new StartException(
          "%s has tls.server_name_override, which HTTP clients do not offer here: use the name in"
                  .formatted(host.id())
              + " the server's certificate as the endpoint's host");
    }
    TlsClient tls = new TlsClient(config.tls(), host);
    tls.into(SslContextBuilder.forClient());
    ClientFactoryBuilder builder =
        ClientFactory.builder()
            .tlsCustomizer(context -> customize(tls, context))
            .tlsAllowUnsafeCiphers(!config.tls().protocol().suites().isEmpty())
            .idleTimeout(config.idleConnTimeout());
    if (config.disableKeepAlives()) {
      builder.maxNumRequestsPerConnection(1);
    }
    if (config.proxyUrl().isPresent()) {
      builder.proxyConfig(proxy(config.proxyUrl().get()));
    }
    return builder.build();
  }

  WebClient client(ClientFactory factory, Duration timeout) {
    WebClientBuilder builder =
        WebClient.builder()
            .factory(factory)
            .responseTimeout(timeout)
            .writeTimeout(timeout)
            .maxResponseLength(MAX_ANSWER);
    if (config.cookies().map(HttpClientConfig.Cookies::enabled).orElse(false)) {
      builder.decorator(CookieClient.newDecorator());
    }
    return builder.build();
  }

  private ProxyConfig proxy(String url) throws StartException {
    try {
      URI uri = URI.create(url);
      InetSocketAddress address = address(uri.getHost(), uri.getPort());
      return switch (String.valueOf(uri.getScheme())) {
        case "http" -> ProxyConfig.connect(address);
        case "https" -> ProxyConfig.connect(address, true);
        case "socks5" -> ProxyConfig.socks5(address);
        default -> throw new IllegalArgumentException("its scheme is " + uri.getScheme());
      };
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new StartException(
          "%s has a proxy_url that is not http://host:port, https://host:port or socks5://host:port"
              .formatted(host.id()),
          e);
    }
  }

  /// A name is resolved when it is used, again and again; a number is not.
  private static InetSocketAddress address(String name, int port) {
    boolean number = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    return number
        ? new InetSocketAddress(name, port)
        : InetSocketAddress.createUnresolved(name, port);
  }

  private static void customize(TlsClient tls, SslContextBuilder context) {
    try {
      tls.into(context);
    } catch (StartException e) {
      throw new IllegalStateException(e);
    }
  }
}
