package io.tailrace.app.replay;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// OTLP/HTTP with protobuf over HTTP/1.1.
final class HttpSender implements Sender {
  private final String target;
  private final Duration timeout;
  private final HttpClient client;

  HttpSender(String target, Duration timeout) {
    this.target = target;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public Answer send(Request request) throws InterruptedException {
    var post =
        HttpRequest.newBuilder(URI.create("http://" + target + "/v1/" + request.signal().id()))
            .timeout(timeout)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.otlp()))
            .build();
    try {
      int status = client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
      return switch (status) {
        case 200 -> Answer.ACKNOWLEDGED;
        case 429, 502, 503, 504 -> Answer.retry("HTTP " + status);
        default -> Answer.rejected("HTTP " + status);
      };
    } catch (IOException e) {
      return Answer.retry(e.toString());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
