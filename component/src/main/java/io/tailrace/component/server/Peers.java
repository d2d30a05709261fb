package io.tailrace.component.server;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.tailrace.component.Client;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Finds out who is at the other end, once per connection.
final class Peers extends ServerTransportFilter {
  private static final Attributes.Key<Client> CLIENT = Attributes.Key.create("client");

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder()
        .set(CLIENT, client(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)))
        .build();
  }

  static Client of(Attributes attributes) {
    Client client = attributes.get(CLIENT);
    return client == null ? Client.UNKNOWN : client;
  }

  /// Returns the client at an address.
  static Client client(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? Client.at(host(inet.getAddress()))
        : Client.UNKNOWN;
  }

  private static String host(InetAddress address) {
    String host = address.getHostAddress();
    int zone = host.indexOf('%');
    return zone < 0 ? host : host.substring(0, zone);
  }
}
