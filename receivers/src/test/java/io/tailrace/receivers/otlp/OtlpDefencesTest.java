package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.Metadata;
import io.grpc.Status;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.FakeIntake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.SnappyFramedOutputStream;

class OtlpDefencesTest {
  private static final int MIB = 1 << 20;

  private final FakeHost host = new FakeHost("otlp");
  private final FakeIntake intake = new FakeIntake();
  private final HttpClient client = HttpClient.newHttpClient();
  private Optional<OtlpReceiver> receiver = Optional.empty();

  @AfterEach
  void endClient() {
    client.shutdownNow();
    close();
  }

  private void close() {
    receiver.ifPresent(OtlpReceiver::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "snappy"})
  @Proves("GrpcServerConfig.max_recv_msg_size_mib")
  void takesCompressedMessagesAndRefusesBombsOverGrpc(String encoding) throws Exception {
    String address = start("grpc", "max_recv_msg_size_mib: 1");
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(new Squeeze(encoding));
    CallOptions options = CallOptions.DEFAULT.withCompression(encoding);
    try (GrpcSender sender =
        new GrpcSender(address, b -> b.usePlaintext().compressorRegistry(registry))) {
      byte[] good = Requests.traces(100, 1000).toByteArray();
      assertThat(sender.send(Signal.TRACES, good, options, new Metadata()).status())
          .isEqualTo(Status.OK);
      assertThat(intake.offered().getFirst().otlp()).isEqualTo(good);
      Status bomb =
          sender.send(Signal.TRACES, new byte[64 * MIB], options, new Metadata()).status();
      assertThat(bomb.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(bomb.getDescription()).contains("1048576");
      Status plain = sender.send(Signal.TRACES, new byte[2 * MIB]).status();
      assertThat(plain.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
    assertThat(intake.offered()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "snappy", "x-snappy-framed", "deflate", "zlib", "lz4"})
  @Proves("HttpServerConfig.max_request_body_size")
  void takesCompressedBodiesAndRefusesBombsOverHttp(String encoding) throws Exception {
    String address = start("http", "max_request_body_size: 1048576");
    byte[] good = Requests.traces(100, 1000).toByteArray();
    assertThat(post(address, squeeze(encoding, good), "content-encoding", encoding)).isEqualTo(200);
    assertThat(intake.offered().getFirst().otlp()).isEqualTo(good);
    byte[] bomb = squeeze(encoding, new byte[20 * MIB]);
    assertThat(bomb.length).isLessThan(MIB);
    assertThat(post(address, bomb, "content-encoding", encoding)).isEqualTo(413);
    assertThat(post(address, new byte[2 * MIB])).isEqualTo(413);
    assertThat(post(address, new byte[] {1, 2, 3}, "content-encoding", encoding)).isEqualTo(400);
    assertThat(intake.offered()).hasSize(1);
  }

  @Test
  @Proves("HttpServerConfig.compression_algorithms")
  void refusesEncodingsThatAreNotAllowed() throws Exception {
    String address = start("http", "compression_algorithms: [\"\", gzip]");
    byte[] good = Requests.of(Signal.TRACES, 1);
    assertThat(post(address, good)).isEqualTo(200);
    assertThat(post(address, squeeze("gzip", good), "content-encoding", "gzip")).isEqualTo(200);
    assertThat(post(address, squeeze("zstd", good), "content-encoding", "zstd")).isEqualTo(400);
    assertThat(post(address, good, "content-encoding", "br")).isEqualTo(400);
  }

  @Test
  void survivesBytesOfAnyKind() throws Exception {
    String grpc = start("grpc", "");
    Random random = new Random(7);
    try (GrpcSender sender = new GrpcSender(grpc)) {
      for (int i = 0; i < 300; i++) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        assertThat(sender.send(Signal.TRACES, noise).status().getCode())
            .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
      }
      for (int i = 0; i < 20; i++) {
        byte[] noise = new byte[1000];
        random.nextBytes(noise);
        try (Socket socket = new Socket()) {
          socket.connect(address(grpc));
          socket.getOutputStream().write(noise);
        }
      }
      assertThat(sender.send(Signal.TRACES, Requests.of(Signal.TRACES, 1)).status())
          .isEqualTo(Status.OK);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  void serves1000IdleConnections(String protocol) throws Exception {
    String address = start(protocol, "");
    byte[] request = Requests.of(Signal.TRACES, 1);
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        Socket socket = new Socket();
        socket.connect(address(address));
        idle.add(socket);
      }
      if (protocol.equals("http")) {
        assertThat(post(address, request)).isEqualTo(200);
      } else {
        try (GrpcSender sender = new GrpcSender(address)) {
          assertThat(sender.send(Signal.TRACES, request).status()).isEqualTo(Status.OK);
        }
      }
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  @Proves({
    "GrpcServerConfig.transport",
    "HttpServerConfig.transport",
    "Grpc.endpoint",
    "Http.endpoint",
    "Protocols.grpc",
    "Protocols.http"
  })
  void listensWhereTheFileSays(String protocol) throws Exception {
    assertThat(start(protocol, "transport: tcp4")).startsWith("127.0.0.1:");
    String taken = receiver.get().listening().getFirst().address();
    String again = "protocols: {%s: {endpoint: '%s'}}".formatted(protocol, taken);
    assertThatThrownBy(() -> Receivers.of(again, host, intake).start())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(taken);
    close();
    assertThatThrownBy(() -> start(protocol, "transport: tcp6"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("tcp6");
  }

  @Test
  @Proves({
    "HttpServerConfig.cors",
    "CorsConfig.allowed_origins",
    "CorsConfig.allowed_headers",
    "CorsConfig.exposed_headers",
    "CorsConfig.max_age",
    "HttpServerConfig.response_headers"
  })
  void tellsBrowsersWhoMaySend() throws Exception {
    String address =
        start(
            "http",
            """
            cors:
              allowed_origins: ["https://*.example.com"]
              allowed_headers: [x-tenant]
              exposed_headers: [x-seen]
              max_age: 7200
            response_headers: {x-frame-options: DENY}
            """);
    HttpResponse<String> asked = preflight(address, "https://app.example.com");
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("access-control-allow-origin"))
        .contains("https://app.example.com");
    assertThat(asked.headers().firstValue("access-control-allow-headers")).contains("x-tenant");
    assertThat(asked.headers().firstValue("access-control-max-age")).contains("7200");
    assertThat(preflight(address, "https://evil.test").headers().map())
        .doesNotContainKey("access-control-allow-origin");
    HttpResponse<String> sent =
        client.send(
            request(address, Requests.of(Signal.TRACES, 1))
                .header("Origin", "https://app.example.com")
                .build(),
            BodyHandlers.ofString());
    assertThat(sent.headers().firstValue("access-control-expose-headers")).contains("x-seen");
    assertThat(sent.headers().firstValue("x-frame-options")).contains("DENY");
  }

  private HttpResponse<String> preflight(String address, String origin) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + address + "/v1/traces"))
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "x-tenant")
            .build(),
        BodyHandlers.ofString());
  }

  private String start(String protocol, String yaml) throws StartException {
    String text =
        "protocols:\n  %s:\n    endpoint: 127.0.0.1:0\n".formatted(protocol) + yaml.indent(4);
    receiver = Optional.of(Receivers.of(text, host, intake));
    receiver.get().start();
    return receiver.get().listening().getFirst().address();
  }

  private int post(String address, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request = request(address, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
  }

  private static HttpRequest.Builder request(String address, byte[] body) {
    return HttpRequest.newBuilder(URI.create("http://" + address + "/v1/traces"))
        .version(HttpClient.Version.HTTP_1_1)
        .header("content-type", "application/x-protobuf")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  private static byte[] squeeze(String encoding, byte[] plain) throws IOException {
    if (encoding.equals("snappy")) {
      return org.xerial.snappy.Snappy.compress(plain);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = stream(encoding, bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static OutputStream stream(String encoding, OutputStream out) throws IOException {
    return switch (encoding) {
      case "gzip" -> new GZIPOutputStream(out);
      case "zlib", "deflate" -> new DeflaterOutputStream(out);
      case "zstd" -> new ZstdOutputStream(out);
      case "snappy", "x-snappy-framed" -> new SnappyFramedOutputStream(out);
      case "lz4" -> new LZ4FrameOutputStream(out);
      default -> throw new IllegalArgumentException(encoding);
    };
  }

  private record Squeeze(String getMessageEncoding) implements Codec {
    @Override
    public OutputStream compress(OutputStream out) throws IOException {
      return stream(getMessageEncoding, out);
    }

    @Override
    public InputStream decompress(InputStream in) {
      return in;
    }
  }
}
