package io.tailrace.component.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.linecorp.armeria.client.ResponseTimeoutException;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WriteTimeoutException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.ResponseHeaders;
import io.tailrace.component.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an HTTP status that is not a success means for the items that were sent.
///
/// What concerns the payload is refused, what concerns the address, the credentials or what the
/// server understands at all is the endpoint's fault, and every other error of the server may
/// pass: a proxy before a broken backend answers 500 as often as 503.
final class HttpFailure {
  private static final int STATUS_MESSAGE = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final Pattern JSON_MESSAGE =
      Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");

  private HttpFailure() {}

  static Delivery of(ResponseHeaders headers, byte[] body, Instant now) {
    int code = headers.status().code();
    String reason = reason(headers, body);
    return switch (code) {
      case 408, 425, 429 -> new Delivery.Retry(reason, retryAfter(headers, now));
      case 401, 402, 403, 404, 405, 406, 407, 410, 411, 415, 421, 426, 431, 501, 505 ->
          new Delivery.Unreachable(reason);
      default -> {
        if (code >= 500) {
          yield new Delivery.Retry(reason, retryAfter(headers, now));
        }
        yield code >= 400 ? new Delivery.Refused(reason) : new Delivery.Unreachable(reason);
      }
    };
  }

  /// Returns what it means that there was no answer.
  static Delivery of(Throwable thrown, Duration timeout) {
    Throwable cause =
        Optional.of(thrown)
            .filter(UnprocessedRequestException.class::isInstance)
            .map(Throwable::getCause)
            .orElse(thrown);
    if (Causes.concernEndpoint(cause)) {
      return new Delivery.Unreachable(Reasons.of(cause));
    }
    if (cause instanceof ResponseTimeoutException || cause instanceof WriteTimeoutException) {
      return new Delivery.Retry("no answer within " + timeout.toMillis() + " ms", Duration.ZERO);
    }
    return new Delivery.Retry(Reasons.of(cause), Duration.ZERO);
  }

  private static String reason(ResponseHeaders headers, byte[] body) {
    String said = said(headers.get(HttpHeaderNames.CONTENT_TYPE, ""), body);
    String location = headers.get(HttpHeaderNames.LOCATION, "");
    String status = headers.status().toString();
    if (headers.status().isRedirection() && !location.isEmpty()) {
      return status + ", to " + Reasons.clean(location);
    }
    return said.isEmpty() ? status : status + ": " + said;
  }

  /// OTLP servers answer a `google.rpc.Status` in the encoding of the request; others a text.
  private static String said(String contentType, byte[] body) {
    if (contentType.startsWith("application/x-protobuf")) {
      return Reasons.clean(message(body));
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (contentType.startsWith("application/json")) {
      Matcher matcher = JSON_MESSAGE.matcher(text);
      return Reasons.clean(matcher.find() ? matcher.group(1) : text);
    }
    return contentType.startsWith("text/html") ? "" : Reasons.clean(text);
  }

  private static String message(byte[] status) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(status);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == STATUS_MESSAGE) {
          return in.readString();
        }
        in.skipField(tag);
      }
      return "";
    } catch (IOException _) {
      return "";
    }
  }

  private static Duration retryAfter(ResponseHeaders headers, Instant now) {
    String value = headers.get(HttpHeaderNames.RETRY_AFTER, "").strip();
    try {
      if (value.isEmpty()) {
        return Duration.ZERO;
      }
      if (Character.isDigit(value.charAt(0))) {
        return RetryHint.bounded(Duration.ofSeconds(Long.parseLong(value)));
      }
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return RetryHint.bounded(Duration.between(now, until));
    } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
      return Duration.ZERO;
    }
  }
}
