package io.tailrace.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tailrace.component.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The endpoint where the process shows itself: `/metrics` for Prometheus, `/ledger` as JSON.
///
/// It is the JDK's own server on virtual threads: a scrape every few seconds needs no more, and
/// it answers also when the transports of telemetry are overloaded. Who does not finish a request,
/// or does not read the answer, has a thread and a connection for some seconds only.
final class SelfObservation implements AutoCloseable {
  static {
    // The only way to say it to this server, which reads it when it is first used.
    System.setProperty("sun.net.httpserver.maxReqTime", "5");
    System.setProperty("sun.net.httpserver.maxRspTime", "20");
    System.setProperty("jdk.httpserver.maxConnections", "200");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private SelfObservation(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
  }

  /// Opens the endpoint.
  ///
  /// @param address host and port
  /// @param metrics gives the text of `/metrics`
  /// @param ledger gives the JSON of `/ledger`
  static SelfObservation open(String address, Supplier<String> metrics, Supplier<String> ledger)
      throws StartException {
    InetSocketAddress socket = socket(address);
    try {
      HttpServer server = HttpServer.create(socket, 16);
      SelfObservation observation = new SelfObservation(server);
      server.createContext(
          "/metrics", call -> answer(call, "text/plain; version=0.0.4; charset=utf-8", metrics));
      server.createContext("/ledger", call -> answer(call, "application/json", ledger));
      server.start();
      return observation;
    } catch (IOException e) {
      throw new StartException(
          "The metrics endpoint cannot listen on %s: %s. Stop what listens there, or set service::telemetry::metrics to another address."
              .formatted(address, e.getMessage()),
          e);
    }
  }

  /// Returns host and port that were bound.
  String address() {
    InetSocketAddress bound = server.getAddress();
    return bound.getHostString() + ":" + bound.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    // The ledger may be waiting for Kafka.
    threads.shutdownNow();
  }

  private static InetSocketAddress socket(String address) throws StartException {
    int colon = address.lastIndexOf(':');
    try {
      String host = address.substring(0, Math.max(colon, 0)).replaceAll("^\\[|]$", "");
      int port = Integer.parseInt(address.substring(colon + 1));
      return host.isEmpty()
          ? new InetSocketAddress(port)
          : new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "The metrics endpoint's address %s is not host:port of this machine.".formatted(address),
          e);
    }
  }

  private static void answer(HttpExchange call, String type, Supplier<String> text)
      throws IOException {
    try (call) {
      byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
      call.getResponseHeaders().set("Content-Type", type);
      boolean head = call.getRequestMethod().equals("HEAD");
      call.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        call.getResponseBody().write(body);
      }
    }
  }
}
