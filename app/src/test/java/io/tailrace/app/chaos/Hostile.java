package io.tailrace.app.chaos;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Requests that nobody with good intentions sends.
final class Hostile {
  private static final int DEEP = 20_000;
  private static final int CUTS = 20;
  private static final int RESOURCE_SPANS = 1;

  private Hostile() {}

  /// Bodies that are no trace requests in protobuf.
  ///
  /// @param good a request of one resource, which is cut at random
  static List<byte[]> protobuf(byte[] good, Random random) throws IOException {
    var bodies = new ArrayList<byte[]>();
    for (int i = 0; i < CUTS; i++) {
      bodies.add(Arrays.copyOf(good, 1 + random.nextInt(good.length - 1)));
    }
    bodies.add(new byte[] {0});
    bodies.add(new byte[] {0x0f, 1});
    bodies.add(new byte[] {0x0b});
    bodies.add(new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
    bodies.add(new byte[] {0x0a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    bodies.add(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
    bodies.add(withIds(3, 8));
    bodies.add(withIds(16, 9));
    return bodies;
  }

  private static byte[] withIds(int trace, int span) {
    var request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .addScopeSpansBuilder()
        .addSpansBuilder()
        .setTraceId(ByteString.copyFrom(new byte[trace]))
        .setSpanId(ByteString.copyFrom(new byte[span]));
    return request.build().toByteArray();
  }

  /// An attribute whose value is a list of a list of a list, and so on.
  private static byte[] nested() throws IOException {
    byte[] value = {};
    for (int depth = 0; depth < DEEP; depth++) {
      value = field(5, field(1, value));
    }
    byte[] attribute = field(2, value);
    return field(RESOURCE_SPANS, field(1, field(1, attribute)));
  }

  private static byte[] field(int number, byte[] value) throws IOException {
    var bytes = new ByteArrayOutputStream(value.length + 8);
    var out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(number, value);
    out.flush();
    return bytes.toByteArray();
  }

  /// Bodies without spans that are allowed or not: bytes of any kind, and a resource that is
  /// nested far too deeply.
  static List<byte[]> noise(Random random) throws IOException {
    var bodies = new ArrayList<byte[]>();
    bodies.add(nested());
    for (int i = 0; i < 100; i++) {
      byte[] noise = new byte[1 + random.nextInt(500)];
      random.nextBytes(noise);
      bodies.add(noise);
    }
    return bodies;
  }

  /// Bodies that are no trace requests in JSON.
  static List<byte[]> json() {
    return texts(
        "",
        "{",
        "[]",
        "null",
        "{\"resourceSpans\": 5}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"traceId\": \"xyz\"}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"spanId\": \"0102\"}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"kind\": \"NO_SUCH_KIND\"}]}]}]}",
        "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"startTimeUnixNano\": 1e999}]}]}]}",
        "{\"resourceSpans\": [{}]} trailing",
        "\u0000\u0001\u0002",
        "[".repeat(DEEP),
        "{\"resourceSpans\":".repeat(DEEP),
        "{\"a\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}");
  }

  private static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /// Posts to `/v1/traces` and returns the status.
  static int post(int port, String type, byte[] body) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var post =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
              .version(HttpClient.Version.HTTP_1_1)
              .header("content-type", type)
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      return client.send(post, BodyHandlers.discarding()).statusCode();
    }
  }
}
