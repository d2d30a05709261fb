package io.tailrace.exporters.otlp_http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// An HTTP server that keeps what it is sent and answers as the test says.
final class HttpBackend implements AutoCloseable {
  private final List<AggregatedHttpRequest> received = new CopyOnWriteArrayList<>();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile Function<AggregatedHttpRequest, HttpResponse> answer = _ -> HttpResponse.of(200);

  HttpBackend() {
    this(builder -> builder.http(0));
  }

  HttpBackend(UnaryOperator<ServerBuilder> settings) {
    server =
        settings
            .apply(Server.builder())
            .service(
                "prefix:/",
                (context, request) ->
                    HttpResponse.of(
                        request
                            .aggregate()
                            .thenApply(
                                whole -> {
                                  received.add(whole);
                                  connections.add(
                                      new Connection(
                                          context.sessionProtocol(),
                                          context.remoteAddress().getPort()));
                                  return answer.apply(whole);
                                })))
            .build();
    server.start().join();
  }

  int port() {
    return server.activeLocalPort();
  }

  String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  List<AggregatedHttpRequest> received() {
    return received;
  }

  /// The connection of each request, in the order of {@link #received}.
  List<Connection> connections() {
    return connections;
  }

  /// A connection.
  ///
  /// @param port the client's
  record Connection(SessionProtocol protocol, int port) {}

  void answer(Function<AggregatedHttpRequest, HttpResponse> function) {
    answer = function;
  }

  /// Stops listening; the rest ends by itself.
  @Override
  public void close() {
    server.stop();
  }
}
