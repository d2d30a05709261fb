package io.tailrace.receivers.otlp;

import io.grpc.Status;
import io.tailrace.component.Outcome;
import io.tailrace.component.server.HttpReply;
import io.tailrace.component.server.RpcStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A request over HTTP that failed: its status, and the same as `google.rpc.Status`.
///
/// @param retryAfter how long the client should wait, zero when it need not try again
record HttpFailure(int status, Status.Code code, String reason, Duration retryAfter) {
  static HttpFailure of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Retry(String reason, Duration after) -> of(503, reason, after);
      case Outcome.Overloaded(String reason, Duration after) -> of(429, reason, after);
      case Outcome.Refused(String reason) -> of(400, reason, Duration.ZERO);
      case Outcome.Accepted _, Outcome.Partial _ ->
          throw new IllegalArgumentException("no failure: " + outcome);
    };
  }

  static HttpFailure of(int status, String reason, Duration retryAfter) {
    Status.Code code =
        switch (status) {
          case 400 -> Status.Code.INVALID_ARGUMENT;
          case 401 -> Status.Code.UNAUTHENTICATED;
          case 408 -> Status.Code.DEADLINE_EXCEEDED;
          case 413, 429 -> Status.Code.RESOURCE_EXHAUSTED;
          case 503 -> Status.Code.UNAVAILABLE;
          default -> Status.Code.UNKNOWN;
        };
    return new HttpFailure(status, code, reason, retryAfter);
  }

  HttpReply in(String mediaType) {
    byte[] body =
        mediaType.endsWith("json")
            ? json().getBytes(StandardCharsets.UTF_8)
            : RpcStatus.of(code.value(), reason, retryAfter);
    HttpReply reply = HttpReply.of(status, mediaType, body);
    return retryAfter.isPositive() ? reply.with("retry-after", seconds()) : reply;
  }

  /// Whole seconds, rounded up, because the header has no fractions.
  private String seconds() {
    return Long.toString(retryAfter.plusNanos(999_999_999).toSeconds());
  }

  private String json() {
    String details =
        retryAfter.isPositive()
            ? ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
                + "\"retryDelay\":\"%d.%09ds\"}]"
                    .formatted(retryAfter.getSeconds(), retryAfter.getNano())
            : "";
    return "{\"code\":%d,\"message\":%s%s}"
        .formatted(code.value(), JsonText.quoted(reason), details);
  }
}
