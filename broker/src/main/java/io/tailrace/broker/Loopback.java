package io.tailrace.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/// Addresses that only this machine reaches.
final class Loopback {
  private static final byte[] FOUR = {127, 0, 0, 1};

  private Loopback() {}

  /// The address and a port.
  static InetSocketAddress at(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(FOUR), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The address of the local listener.
  ///
  /// @throws BrokerStartException if the name means an address that others may reach: this
  ///     listener asks nobody for a password
  static InetAddress address(String host) throws BrokerStartException {
    try {
      InetAddress[] all = InetAddress.getAllByName(host);
      if (Arrays.stream(all).allMatch(InetAddress::isLoopbackAddress)) {
        return all[0];
      }
    } catch (UnknownHostException e) {
      throw new BrokerStartException(
          "The host %s of embedded.endpoint has no address. Use 127.0.0.1.".formatted(host), e);
    }
    throw new BrokerStartException(
        "The host %s of embedded.endpoint can be reached from other machines, and this listener asks nobody for a password. Use 127.0.0.1 there, and embedded.listen for agents on other machines."
            .formatted(host));
  }

  /// The host as it stands before a colon and a port.
  static String written(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /// Binds the port on which the controller talks to its own broker.
  ///
  /// Nobody configures it. A free one is taken and remembered, so that it stays the same from
  /// start to start; where somebody else has it by then, another is taken.
  static int bindController(Sockets sockets, Path file) throws IOException {
    int remembered = read(file);
    int port;
    try {
      port = sockets.bind(NodeProperties.CONTROLLER, at(remembered));
    } catch (BindException _) {
      port = sockets.bind(NodeProperties.CONTROLLER, at(0));
    }
    if (port != remembered) {
      Files.writeString(file, port + "\n");
    }
    return port;
  }

  private static int read(Path file) throws IOException {
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d{1,5}") ? Math.min(Integer.parseInt(text), 65535) : 0;
    } catch (NoSuchFileException _) {
      return 0;
    }
  }
}
