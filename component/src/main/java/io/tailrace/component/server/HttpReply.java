package io.tailrace.component.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An answer over HTTP.
///
/// @param status such as 200
/// @param mediaType what the body is
/// @param body all of it
/// @param headers further headers
public record HttpReply(int status, String mediaType, byte[] body, Map<String, String> headers) {
  /// Copies the headers.
  public HttpReply {
    headers = Map.copyOf(headers);
  }

  /// Returns an answer without further headers.
  public static HttpReply of(int status, String mediaType, byte[] body) {
    return new HttpReply(status, mediaType, body, Map.of());
  }

  /// Returns plain text.
  public static HttpReply text(int status, String text) {
    return of(status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  /// Returns the same answer with one more header.
  public HttpReply with(String name, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new HttpReply(status, mediaType, body, more);
  }
}
