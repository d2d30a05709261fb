package io.tailrace.broker;

import java.nio.file.Path;
import java.util.List;

/// The second listener, for processes on other machines: TLS 1.2 or later and SCRAM-SHA-512,
/// always both.
///
/// @param bind where it listens
/// @param advertised where others find it
/// @param certificate a PEM file with the server's certificate and its chain
/// @param key a PEM file with the key of the certificate, PKCS#8, not encrypted
/// @param users who may connect
/// @param prefix what the names of our topics and groups begin with: users are confined to it
public record ListenSettings(
    Address bind,
    Address advertised,
    Path certificate,
    Path key,
    List<RemoteUser> users,
    String prefix) {
  /// Copies the list.
  public ListenSettings {
    users = List.copyOf(users);
  }

  /// A host and a port.
  ///
  /// @param host a name or an address
  /// @param port the port; 0 takes a free one where something binds, and repeats that one where
  ///     it is advertised
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return Loopback.written(host) + ":" + port;
    }
  }
}
