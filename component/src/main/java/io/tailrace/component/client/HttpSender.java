package io.tailrace.component.client;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SplitHttpResponse;
import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.config.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// A client that posts bodies to an HTTP server and waits for the answer.
///
/// Bodies are compressed on the calling thread, a virtual one. Redirects are followed where they
/// keep method and host (307, 308), so that credentials reach nobody whom the configuration does
/// not name.
public final class HttpSender implements AutoCloseable {
  private static final int REDIRECTS = 5;

  private final HttpClientConfig config;
  private final Duration timeout;
  private final InstantSource clock;
  private final Optional<ClientAuthenticator> authenticator;
  private final ClientFactory factory;
  private final WebClient client;
  private final Compression compression;

  private HttpSender(HttpClientConfig config, Duration timeout, Host host) throws StartException {
    this.config = config;
    this.timeout = timeout;
    this.clock = host.clock();
    this.authenticator = AuthConfig.find(config.auth(), host);
    HttpConnections connections = new HttpConnections(config, host);
    this.factory = connections.factory();
    this.client = connections.client(factory, timeout);
    this.compression = Compression.http(config.compression(), config.compressionParams().level());
  }

  /// Returns a client as configured. It connects when it is first used.
  ///
  /// @param timeout how long an answer is waited for, zero for ever
  /// @throws StartException when TLS files cannot be read or an extension is missing
  public static HttpSender open(HttpClientConfig config, Duration timeout, Host host)
      throws StartException {
    return new HttpSender(config, timeout, host);
  }

  /// Posts a body, compressed as configured.
  ///
  /// @param target an absolute address
  /// @param contentType what the body is
  public Reply post(URI target, String contentType, byte[] body) throws InterruptedException {
    HttpData compressed = HttpData.wrap(compression.compress(body));
    URI at = target;
    for (int hop = 0; hop < REDIRECTS; hop++) {
      switch (exchange(at, contentType, compressed)) {
        case Broken(Throwable cause) -> {
          return new Reply.Failure(HttpFailure.of(cause, timeout));
        }
        case Responded response -> {
          Optional<URI> moved = moved(at, response.headers());
          if (moved.isEmpty()) {
            return reply(response);
          }
          at = moved.get();
        }
      }
    }
    return new Reply.Failure(
        HttpFailure.of(new IllegalStateException("too many redirects"), timeout));
  }

  private Reply reply(Responded response) {
    ResponseHeaders headers = response.headers();
    if (headers.status().isSuccess()) {
      return new Reply.Answer(headers.get(HttpHeaderNames.CONTENT_TYPE, ""), response.body());
    }
    return new Reply.Failure(HttpFailure.of(headers, response.body(), clock.instant()));
  }

  private Exchange exchange(URI target, String contentType, HttpData body)
      throws InterruptedException {
    HttpResponse response = client.execute(HttpRequest.of(headers(target, contentType), body));
    SplitHttpResponse split = response.split();
    try {
      ResponseHeaders headers = split.headers().get();
      return new Responded(headers, read(split));
    } catch (ExecutionException e) {
      return new Broken(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      response.abort(e);
      throw e;
    }
  }

  /// Reads the body. One that is longer than what is worth reading counts as empty: its status
  /// has said what matters.
  private static byte[] read(SplitHttpResponse split)
      throws InterruptedException, ExecutionException {
    try {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      List<HttpData> parts = split.body().collect().get();
      parts.forEach(part -> body.writeBytes(part.array()));
      return body.toByteArray();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ContentTooLargeException) {
        return new byte[0];
      }
      throw e;
    }
  }

  private RequestHeaders headers(URI target, String contentType) {
    RequestHeadersBuilder headers =
        RequestHeaders.builder(HttpMethod.POST, HttpConnections.address(target, config))
            .set(HttpHeaderNames.USER_AGENT, UserAgent.TEXT)
            .set(HttpHeaderNames.CONTENT_TYPE, contentType);
    for (Map.Entry<String, Secret> header : config.headers().entrySet()) {
      headers.set(header.getKey(), header.getValue().reveal());
    }
    authenticator.ifPresent(a -> a.headers().forEach(headers::set));
    if (!compression.encoding().isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, compression.encoding());
    }
    return headers.build();
  }

  private static Optional<URI> moved(URI from, ResponseHeaders headers) {
    int code = headers.status().code();
    String location = headers.get(HttpHeaderNames.LOCATION, "");
    if ((code != 307 && code != 308) || location.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI to = from.resolve(location);
      boolean sameHost = from.getHost().equalsIgnoreCase(to.getHost());
      boolean downgraded = from.getScheme().equals("https") && !to.getScheme().equals("https");
      return sameHost && !downgraded ? Optional.of(to) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Drops the connections.
  @Override
  public void close() {
    factory.close();
    compression.close();
  }

  private sealed interface Exchange {}

  private record Responded(ResponseHeaders headers, byte[] body) implements Exchange {}

  private record Broken(Throwable cause) implements Exchange {}
}
