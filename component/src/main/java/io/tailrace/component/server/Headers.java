package io.tailrace.component.server;

import io.grpc.Metadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Reads gRPC metadata as headers.
final class Headers {
  private Headers() {}

  /// Returns all text headers.
  static Map<String, List<String>> of(Metadata metadata) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : metadata.keys()) {
      if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        headers.put(name, values(metadata, name));
      }
    }
    return headers;
  }

  /// Returns the values of a text header, none when it is absent.
  static List<String> values(Metadata metadata, String name) {
    @Nullable Iterable<String> values =
        metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    return values == null ? List.of() : StreamSupport.stream(values.spliterator(), false).toList();
  }
}
