package io.tailrace.component.server;

import io.tailrace.component.Client;
import java.util.function.Function;

/// A request over HTTP that was let in.
///
/// @param method `GET`, `POST`, …
/// @param path the path alone
/// @param query what follows the question mark, empty when there is nothing
/// @param header gives the first value of a header by its lower-case name, empty when absent
/// @param body all of it, decompressed, which nobody else holds
/// @param client who sent it
public record HttpCall(
    String method,
    String path,
    String query,
    Function<String, String> header,
    byte[] body,
    Client client) {
  /// The media type of the body without its parameters, empty when there is none.
  public String mediaType() {
    return mediaType(header.apply("content-type"));
  }

  /// Returns a `Content-Type` without its parameters.
  static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    return (parameters < 0 ? contentType : contentType.substring(0, parameters))
        .strip()
        .toLowerCase(java.util.Locale.ROOT);
  }
}
