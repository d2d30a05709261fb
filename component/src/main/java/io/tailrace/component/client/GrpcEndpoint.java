package io.tailrace.component.client;

import java.util.Locale;
import java.util.regex.Pattern;

/// Where a gRPC client connects to, in the forms that the Collector takes: `host:port`,
/// `http://host:port`, `https://host:port`, or a target of gRPC such as `dns:///host:port`.
///
/// @param target what gRPC resolves
/// @param security what the scheme says about TLS
record GrpcEndpoint(String target, Security security) {
  private static final Pattern PORT = Pattern.compile("(^|[^:/]|\\]):\\d+/?$");

  /// What a scheme says about TLS.
  enum Security {
    /// `http`: none, whatever the `tls` section says.
    PLAINTEXT,
    /// `https`: always, even with `tls.insecure`.
    TLS,
    /// No such scheme: the `tls` section decides.
    UNSAID
  }

  static GrpcEndpoint parse(String endpoint) {
    String lower = endpoint.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://")) {
      return new GrpcEndpoint(authority(endpoint.substring(7)), Security.PLAINTEXT);
    }
    if (lower.startsWith("https://")) {
      return new GrpcEndpoint(authority(endpoint.substring(8)), Security.TLS);
    }
    if (lower.startsWith("passthrough:///")) {
      return new GrpcEndpoint(authority(endpoint.substring(15)), Security.UNSAID);
    }
    if (lower.startsWith("dns:") || lower.startsWith("unix:")) {
      return new GrpcEndpoint(endpoint, Security.UNSAID);
    }
    return new GrpcEndpoint(authority(endpoint), Security.UNSAID);
  }

  /// Whether an endpoint names a port, as all must that are no socket of the file system.
  static boolean hasPort(String endpoint) {
    return endpoint.startsWith("unix:") || PORT.matcher(endpoint).find();
  }

  private static String authority(String hostAndPort) {
    int path = hostAndPort.indexOf('/');
    return "dns:///" + (path < 0 ? hostAndPort : hostAndPort.substring(0, path));
  }
}
