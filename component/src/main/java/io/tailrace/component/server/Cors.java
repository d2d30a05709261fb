package io.tailrace.component.server;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.tailrace.component.server.HttpServerConfig.CorsConfig;
import java.util.List;
import java.util.Locale;

/// Tells browsers which pages of other origins may send.
record Cors(CorsConfig config) {
  private static final String METHODS = "GET, HEAD, POST";
  private static final List<String> USUAL =
      List.of("accept", "content-type", "origin", "x-requested-with");

  /// Whether a browser asks for permission before it sends.
  static boolean isPreflight(RequestHeaders request) {
    return request.method() == HttpMethod.OPTIONS
        && request.contains("access-control-request-method");
  }

  /// Adds what a browser wants to read on a response.
  void answer(RequestHeaders request, ResponseHeadersBuilder response) {
    response.add("vary", "Origin");
    String origin = request.get("origin", "");
    if (origin.isEmpty() || !allowsOrigin(origin)) {
      return;
    }
    allow(origin, response);
    if (!config.exposedHeaders().isEmpty()) {
      response.set("access-control-expose-headers", String.join(", ", config.exposedHeaders()));
    }
  }

  /// Adds what a browser wants to read before it sends.
  void permit(RequestHeaders request, ResponseHeadersBuilder response) {
    response.add("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    String origin = request.get("origin", "");
    String wanted = request.get("access-control-request-headers", "");
    String method = request.get("access-control-request-method", "");
    if (origin.isEmpty()
        || !allowsOrigin(origin)
        || !METHODS.contains(method.toUpperCase(Locale.ROOT))
        || !allowsHeaders(wanted)) {
      return;
    }
    allow(origin, response);
    response.set("access-control-allow-methods", method.toUpperCase(Locale.ROOT));
    if (!wanted.isEmpty()) {
      response.set("access-control-allow-headers", wanted);
    }
    if (config.maxAge() > 0) {
      response.set("access-control-max-age", Integer.toString(config.maxAge()));
    }
  }

  /// With `*` the origin is not repeated, so that no browser sends credentials.
  private void allow(String origin, ResponseHeadersBuilder response) {
    response.set(
        "access-control-allow-origin", config.allowedOrigins().contains("*") ? "*" : origin);
    response.set("access-control-allow-credentials", "true");
  }

  private boolean allowsOrigin(String origin) {
    String found = origin.toLowerCase(Locale.ROOT);
    return config.allowedOrigins().stream()
        .anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), found));
  }

  private static boolean matches(String pattern, String origin) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(origin);
    }
    String end = pattern.substring(star + 1);
    return origin.length() >= pattern.length() - 1
        && origin.startsWith(pattern.substring(0, star))
        && origin.endsWith(end);
  }

  private boolean allowsHeaders(String wanted) {
    if (config.allowedHeaders().contains("*")) {
      return true;
    }
    return List.of(wanted.split(",")).stream()
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .allMatch(
            name ->
                name.isEmpty()
                    || USUAL.contains(name)
                    || config.allowedHeaders().stream().anyMatch(name::equalsIgnoreCase));
  }
}
