package io.tailrace.component.server;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tailrace.component.Client;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.ServerAuthenticator.Verdict;
import io.tailrace.component.compression.Body;
import io.tailrace.component.compression.Encoding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Lets requests in and hands them on whole.
///
/// The order is the Collector's: a browser's question is answered first, then the sender is
/// checked, then the body is read and decompressed.
final class HttpService implements com.linecorp.armeria.server.HttpService {
  private static final HttpHandler NOT_FOUND =
      (_, done) -> done.accept(HttpReply.text(404, "404 page not found\n"));

  private static final Future<?> NO_ALARM = CompletableFuture.completedFuture("never");

  private final HttpServerConfig config;
  private final HttpTimeouts timeouts;
  private final MessageMemory memory;
  private final Map<String, HttpHandler> handlers;
  private final Optional<ServerAuthenticator> authenticator;
  private final Optional<Cors> cors;
  private volatile boolean closing;

  HttpService(
      HttpServerConfig config,
      HttpTimeouts timeouts,
      MessageMemory memory,
      Map<String, HttpHandler> handlers,
      Optional<ServerAuthenticator> authenticator,
      Optional<Cors> cors) {
    this.config = config;
    this.timeouts = timeouts;
    this.memory = memory;
    this.handlers = handlers;
    this.authenticator = authenticator;
    this.cors = cors;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (timeouts.readHeaderTimeout().isPositive()) {
      HeaderTimeout.met(context);
    }
    if (closing || !config.keepAlivesEnabled()) {
      var _ = context.initiateConnectionShutdown();
    }
    if (cors.isPresent() && Cors.isPreflight(request.headers())) {
      ResponseHeadersBuilder permission = ResponseHeaders.builder(204);
      cors.get().permit(request.headers(), permission);
      return HttpResponse.of(permission.build());
    }
    Exchange exchange =
        new Exchange(context, request, handlers.getOrDefault(context.path(), NOT_FOUND));
    if (closing) {
      exchange.answer(exchange.failure(503, "the server is stopping").with("retry-after", "1"));
    } else if (authenticator.isPresent()) {
      ServerAuthenticator gate = authenticator.get();
      Thread.startVirtualThread(() -> exchange.check(gate));
    } else {
      exchange.read(Map.of());
    }
    return HttpResponse.of(exchange.response);
  }

  /// From now on sends everybody elsewhere; who came before is still answered.
  void close() {
    closing = true;
  }

  /// One request and its answer.
  private final class Exchange {
    private final ServiceRequestContext context;
    private final HttpRequest request;
    private final RequestHeaders headers;
    private final HttpHandler handler;
    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private volatile Future<?> alarm = NO_ALARM;

    Exchange(ServiceRequestContext context, HttpRequest request, HttpHandler handler) {
      this.context = context;
      this.request = request;
      this.headers = request.headers();
      this.handler = handler;
    }

    void check(ServerAuthenticator gate) {
      try {
        switch (gate.authenticate(this::credentials)) {
          case Verdict.Granted granted -> read(granted.attributes());
          case Verdict.Denied denied ->
              answer(failure(401, denied.reason()).with("www-authenticate", "Basic, Bearer"));
        }
      } catch (RuntimeException e) {
        answer(failure(401, "the authenticator failed: " + e.getMessage()));
        throw e;
      }
    }

    private List<String> credentials(String name) {
      List<String> values = headers.getAll(name);
      List<String> shown = config.auth().map(ServerAuthConfig::requestParams).orElse(List.of());
      return values.isEmpty() && shown.contains(name)
          ? QueryParams.fromQueryString(context.query()).getAll(name)
          : values;
    }

    /// Answers for others when they take too long, and ends the connection.
    private Future<?> within(Duration patience, int status, String what) {
      return patience.isPositive()
          ? context
              .eventLoop()
              .schedule(
                  () -> late(patience, status, what), patience.toNanos(), TimeUnit.NANOSECONDS)
          : NO_ALARM;
    }

    private void late(Duration patience, int status, String what) {
      var _ = context.initiateConnectionShutdown();
      answer(failure(status, "%s within %d ms".formatted(what, patience.toMillis())));
    }

    void read(Map<String, String> attributes) {
      alarm = within(config.readTimeout(), 408, "the body did not arrive");
      request.subscribe(
          new ArrivingBody(memory.claim(), end -> arrived(end, attributes)),
          context.eventLoop(),
          SubscriptionOption.WITH_POOLED_OBJECTS);
    }

    private void arrived(ArrivingBody.End end, Map<String, String> attributes) {
      alarm.cancel(false);
      if (response.isDone()) {
        return;
      }
      alarm = within(timeouts.writeTimeout(), 503, "there was no answer");
      try {
        switch (end) {
          case ArrivingBody.End.Whole(byte[] bytes) -> handle(bytes, attributes);
          case ArrivingBody.End.Refused(MessageMemory.Refusal refusal) -> answer(refused(refusal));
          case ArrivingBody.End.Lost(Throwable cause) -> answer(lost(cause));
        }
      } catch (RuntimeException e) {
        response.completeExceptionally(e);
      }
    }

    private HttpReply refused(MessageMemory.Refusal refusal) {
      return refusal.lasting()
          ? failure(413, refusal.reason())
          : failure(503, refusal.reason()).with("retry-after", "1");
    }

    private HttpReply lost(Throwable cause) {
      return cause instanceof ContentTooLargeException
          ? failure(413, "the request is larger than %d bytes".formatted(config.maxBody()))
          : failure(400, "the request did not arrive: " + cause);
    }

    private void handle(byte[] raw, Map<String, String> attributes) {
      String name = headers.get("content-encoding", "").strip().toLowerCase(Locale.ROOT);
      String asked = name.equals("identity") ? "" : name;
      Optional<Encoding> encoding = Encoding.of(asked);
      List<String> allowed = config.compressionAlgorithms();
      if ((!asked.isEmpty() && encoding.isEmpty())
          || (!allowed.isEmpty() && !allowed.contains(asked))) {
        answer(failure(400, "unsupported Content-Encoding: " + name));
        return;
      }
      Body body =
          encoding.isEmpty() ? new Body.Whole(raw) : Body.of(encoding.get(), raw, config.maxBody());
      switch (body) {
        case Body.Whole whole -> handler.handle(call(whole.bytes(), attributes), this::answer);
        case Body.TooLarge(String reason) -> answer(failure(413, reason));
        case Body.Broken(String reason) -> answer(failure(400, reason));
      }
    }

    private HttpCall call(byte[] body, Map<String, String> attributes) {
      String query = context.query();
      Client peer = Peers.client(context.remoteAddress());
      return new HttpCall(
          headers.method().name(),
          context.path(),
          query == null ? "" : query,
          name -> headers.get(name, ""),
          body,
          config.includeMetadata() || !attributes.isEmpty()
              ? new Client(peer.address(), metadata(), attributes)
              : peer);
    }

    private Map<String, List<String>> metadata() {
      Map<String, List<String>> metadata = new HashMap<>();
      if (config.includeMetadata()) {
        headers.names().stream()
            .map(Object::toString)
            .filter(name -> !name.startsWith(":"))
            .forEach(name -> metadata.put(name, headers.getAll(name)));
      }
      return metadata;
    }

    private HttpReply failure(int status, String reason) {
      return handler.failure(status, reason, HttpCall.mediaType(headers.get("content-type", "")));
    }

    private void answer(HttpReply reply) {
      alarm.cancel(false);
      ResponseHeadersBuilder built = ResponseHeaders.builder(reply.status());
      if (!reply.mediaType().isEmpty()) {
        built.set("content-type", reply.mediaType());
      }
      reply.headers().forEach(built::set);
      config.responseHeaders().forEach((name, value) -> built.set(name, value.reveal()));
      cors.ifPresent(rules -> rules.answer(headers, built));
      response.complete(
          headers.method() == HttpMethod.HEAD
              ? HttpResponse.of(built.build())
              : HttpResponse.of(built.build(), HttpData.wrap(reply.body())));
    }
  }
}
