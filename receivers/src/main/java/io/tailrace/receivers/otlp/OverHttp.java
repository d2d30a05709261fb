package io.tailrace.receivers.otlp;

import io.tailrace.component.Outcome;
import io.tailrace.component.server.HttpCall;
import io.tailrace.component.server.HttpHandler;
import io.tailrace.component.server.HttpReply;
import java.time.Duration;
import java.util.function.Consumer;

/// Answers the requests for one signal's path, in the encoding that they came in.
record OverHttp(Reception reception) implements HttpHandler {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";

  @Override
  public void handle(HttpCall call, Consumer<HttpReply> done) {
    if (!call.method().equals("POST")) {
      done.accept(
          HttpReply.text(405, "405 method not allowed, supported: [POST]").with("allow", "POST"));
      return;
    }
    String mediaType = call.mediaType();
    switch (mediaType) {
      case PROTOBUF -> reception.take(call.body(), call.client(), o -> done.accept(binary(o)));
      case JSON -> reception.takeJson(call.body(), call.client(), o -> done.accept(json(o)));
      default ->
          done.accept(
              HttpReply.text(
                  415,
                  "415 unsupported media type, supported: [%s, %s]".formatted(JSON, PROTOBUF)));
    }
  }

  @Override
  public HttpReply failure(int status, String reason, String mediaType) {
    return switch (mediaType) {
      case PROTOBUF, JSON ->
          HttpFailure.of(status, reason, status == 503 ? SOON : Duration.ZERO).in(mediaType);
      default -> HttpReply.text(status, reason);
    };
  }

  private static HttpReply binary(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> HttpReply.of(200, PROTOBUF, ExportResponse.FULL);
      case Outcome.Partial(int rejected, String reason) ->
          HttpReply.of(200, PROTOBUF, ExportResponse.partial(rejected, reason));
      case Outcome.Retry _, Outcome.Overloaded _, Outcome.Refused _ ->
          HttpFailure.of(outcome).in(PROTOBUF);
    };
  }

  private HttpReply json(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> HttpReply.of(200, JSON, ExportResponse.fullJson());
      case Outcome.Partial(int rejected, String reason) ->
          HttpReply.of(200, JSON, ExportResponse.partialJson(reception.signal(), rejected, reason));
      case Outcome.Retry _, Outcome.Overloaded _, Outcome.Refused _ ->
          HttpFailure.of(outcome).in(JSON);
    };
  }
}
