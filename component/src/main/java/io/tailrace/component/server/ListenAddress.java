package io.tailrace.component.server;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Where a server listens: a host and a port as the `endpoint` of a configuration spells them.
///
/// @param host a name or an address; empty for every address of the machine
/// @param port 0 for any that is free
record ListenAddress(String host, int port) {
  /// Reads `host:port`, `:port` or `[address]:port`.
  static ListenAddress parse(ComponentId owner, String endpoint) throws StartException {
    int colon = endpoint.lastIndexOf(':');
    String host = colon < 0 ? endpoint : endpoint.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw malformed(owner, endpoint, "an IPv6 address stands in brackets: [::1]:4317");
    }
    try {
      int port = Integer.parseInt(endpoint.substring(colon + 1));
      if (colon >= 0 && port >= 0 && port <= 65535) {
        return new ListenAddress(host, port);
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw malformed(owner, endpoint, "expected is host:port with a port of 0 to 65535");
  }

  private static StartException malformed(ComponentId owner, String endpoint, String problem) {
    return new StartException(
        "%s cannot listen on the endpoint \"%s\": %s".formatted(owner, endpoint, problem));
  }

  /// Finds the address of the host.
  ///
  /// @param transport `tcp`, `tcp4` or `tcp6`
  InetSocketAddress resolve(ComponentId owner, String transport) throws StartException {
    if (host.isEmpty() && !transport.equals("tcp4")) {
      return new InetSocketAddress(port);
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host.isEmpty() ? "0.0.0.0" : host)) {
        if (fits(address, transport)) {
          return new InetSocketAddress(address, port);
        }
      }
    } catch (UnknownHostException e) {
      throw new StartException(
          "%s cannot listen on %s: the host is unknown. Give an address of this machine, or 0.0.0.0"
                  .formatted(owner, this)
              + " for all of them",
          e);
    }
    throw new StartException(
        "%s cannot listen on %s: the host has no address for the transport %s"
            .formatted(owner, this, transport));
  }

  private static boolean fits(InetAddress address, String transport) {
    return switch (transport) {
      case "tcp4" -> address instanceof Inet4Address;
      case "tcp6" -> address instanceof Inet6Address;
      default -> true;
    };
  }

  /// Says why a server could not listen here.
  StartException refused(ComponentId owner, Throwable cause) {
    String reason = innermost(cause);
    String fix =
        reason.contains("in use")
            ? "Another process, or another component of this one, listens there: stop it, or"
                + " give another endpoint (`ss -ltnp` shows who it is)"
            : reason.contains("ermission")
                ? "Ports below 1024 need the capability NET_BIND_SERVICE: give a higher port"
                : "Give an address of this machine, or 0.0.0.0 for all of them";
    return new StartException(
        "%s cannot listen on %s: %s. %s".formatted(owner, this, reason, fix), cause);
  }

  private static String innermost(Throwable cause) {
    Throwable at = cause;
    for (int depth = 0; at.getCause() != null && depth < 16; depth++) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }

  /// The address with the port that was bound.
  ListenAddress bound(int actual) {
    return new ListenAddress(host, actual);
  }

  @Override
  public String toString() {
    String shown = host.isEmpty() ? "0.0.0.0" : host;
    return (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + port;
  }
}
