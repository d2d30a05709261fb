package io.tailrace.component;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Who sent a request, as far as the transport tells.
///
/// @param address the peer's IP address without a port, empty when unknown
/// @param metadata request headers in lower case, kept only where the receiver has
///     `include_metadata`
/// @param auth attributes that a server authenticator found, such as `subject`
public record Client(String address, Map<String, List<String>> metadata, Map<String, String> auth) {
  /// Nobody is known.
  public static final Client UNKNOWN = new Client("", Map.of(), Map.of());

  /// Copies the maps.
  public Client {
    metadata = Map.copyOf(metadata);
    auth = Map.copyOf(auth);
  }

  /// Returns the values of a request header in any case, none where it is not known.
  public List<String> metadata(String name) {
    return metadata.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /// Returns a client known by its address alone.
  public static Client at(String address) {
    return new Client(address, Map.of(), Map.of());
  }
}
