package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.Main;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Sender;
import io.tailrace.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Backends and clients that misbehave, before and behind one and the same process.
@TestInstance(Lifecycle.PER_CLASS)
final class PeersChaosTest {
  private static final int LARGE = 64 << 20;
  private static final int CONNECTIONS = 1000;
  private static final long SOME = 2_000;
  private static final long FEW = 500;
  private static final Duration ONE_MINUTE = Duration.ofMinutes(1);
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final String SECOND =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}}}}
      exporters: {nop: }
      extensions: {kafka: {embedded: {endpoint: "127.0.0.1:0"}}}
      service:
        telemetry: {metrics: {level: none}}
        pipelines: {traces: {receivers: [otlp], exporters: [nop]}}
      """;

  private final Path directory;
  private final Rig rig;
  private final long pid;

  PeersChaosTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.rig =
        Setup.in(directory)
            .with("grpc: {", "grpc: {max_recv_msg_size_mib: 128, ")
            .with(
                "compression: none",
                "compression: none, timeout: 2s, retry_on_failure: {initial_interval: 100ms}")
            .heap("448m")
            .start();
    this.pid = rig.pid();
  }

  @AfterAll
  void end() {
    assertThat(rig.alive()).isTrue();
    assertThat(rig.pid()).isEqualTo(pid);
    rig.close();
  }

  @BeforeEach
  void takeEverything() {
    rig.sink.behave(Reply.always(Reply.ACCEPT));
  }

  private static Stream<Reply> passing() {
    return Stream.of(
        new Reply.Refuse(401),
        new Reply.Refuse(404),
        new Reply.Refuse(429),
        new Reply.Refuse(503),
        new Reply.Garbage(),
        new Reply.Never());
  }

  @ParameterizedTest
  @MethodSource("passing")
  void waitsForABackendThatAnswers(Reply reply) throws Exception {
    try (var clients = rig.clients()) {
      rig.meet(clients, reply, SOME);
      var account = rig.settle(clients).noted(behaviour(reply), "to two requests");

      assertThat(account.missing()).isZero();
      assertThat(account.deadLettered()).isZero();
    }
  }

  @Test
  void setsAsideTheOneSpanThatABackendAlwaysRefusesAndDeliversTheRest() throws Exception {
    var poison = new AtomicLong();
    try (var clients = rig.clients()) {
      rig.sink.behave(
          request -> {
            poison.compareAndSet(0, request.ids()[0]);
            return contains(request, poison.get()) ? new Reply.Refuse(400) : Reply.ACCEPT;
          });
      clients.sendAll(10_000);
      var account = rig.settle(clients).noted("the backend refuses one span", "with 400, always");

      assertThat(account.missing()).isZero();
      assertThat(account.deadLettered()).isEqualTo(1);
      assertThat(rig.topics().deadLettered().contains(poison.get())).isTrue();
    }
  }

  @Test
  void setsAsideEverythingThatABackendRefuses() throws Exception {
    try (var clients = rig.clients()) {
      rig.sink.behave(Reply.always(new Reply.Refuse(400)));
      clients.sendAll(FEW);
      var account = rig.settle(clients).noted("the backend refuses everything", "with 400");

      assertThat(account.exported()).isZero();
      assertThat(account.deadLettered()).isEqualTo(account.acknowledged());
    }
  }

  @Test
  void thousandsOfIdleConnectionsDisturbNobody() throws Exception {
    var connections = new ArrayList<Socket>();
    try (var clients = rig.clients()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        for (int port : List.of(rig.ports.grpc(), rig.ports.http())) {
          connections.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
      }
      clients.sendAll(10_000);
      var account =
          rig.settle(clients).noted("idle connections", CONNECTIONS + " to gRPC, as many to HTTP");

      assertThat(account.missing()).isZero();
    } finally {
      for (var connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void splitsARequestOf64MebibytesAndDeliversIt() throws Exception {
    var recording = Recording.bundled(InstantSource.system(), -1);
    try (var clients = rig.clients(_ -> large(recording), ONE_MINUTE)) {
      clients.send(new LoadPlan(1, ONE_MINUTE, 0, 1, false));
      rig.await("an answer", () -> clients.tally().requests() + clients.tally().refusals() > 0);
      assertThat(clients.tally().lastRefusal()).isEmpty();
      long before = rig.sink.requests();
      var account = rig.settle(clients).noted("one large request", "of 64 MiB");

      assertThat(account.acknowledged()).isGreaterThan(100_000);
      assertThat(account.missing()).isZero();
      assertThat(rig.sink.requests()).isGreaterThan(before);
    }
  }

  /// Messages that follow each other are one message.
  private static Request large(Recording recording) {
    var bytes = new ByteArrayOutputStream(LARGE);
    for (int i = 0; bytes.size() < LARGE; i++) {
      bytes.writeBytes(recording.request(i).otlp());
    }
    return Request.of(Signal.TRACES, bytes.toByteArray());
  }

  @Test
  void bytesThatAreNoTelemetryLeaveNoTrace() throws Exception {
    var random = new Random();
    byte[] good = Recording.bundled(InstantSource.system(), -2).request(0).otlp();
    var before = rig.topics().ends();
    try (var grpc = Sender.grpc("127.0.0.1:" + rig.ports.grpc(), ONE_MINUTE)) {
      for (byte[] body : Hostile.protobuf(good, random)) {
        var answer = grpc.send(new Request(Signal.TRACES, body, new long[0]));
        assertThat(answer.detail()).as(shown(body)).contains("INVALID_ARGUMENT");
        assertThat(post(PROTOBUF, body)).as(shown(body)).isEqualTo(400);
      }
      for (byte[] body : Hostile.noise(random)) {
        grpc.send(new Request(Signal.TRACES, body, new long[0]));
        assertThat(post(PROTOBUF, body)).as(shown(body)).isIn(200, 400);
        assertThat(post(JSON, body)).as(shown(body)).isEqualTo(400);
      }
      for (byte[] body : Hostile.json()) {
        assertThat(post(JSON, body)).as(shown(body)).isEqualTo(400);
      }
      assertThat(rig.topics().ends()).isEqualTo(before);
      assertThat(grpc.send(Request.of(Signal.TRACES, good)).detail()).isEmpty();
      assertThat(post(PROTOBUF, good)).isEqualTo(200);
    }
  }

  private int post(String type, byte[] body) throws IOException, InterruptedException {
    return Hostile.post(rig.ports.http(), type, body);
  }

  private static String shown(byte[] body) {
    return HexFormat.of().formatHex(body, 0, Math.min(body.length, 500));
  }

  @Test
  void aSecondProcessOnTheSameDirectoryIsToldWhoseItIs() throws Exception {
    var error = new StringWriter();
    var file = Files.writeString(directory.resolve("second.yaml"), SECOND);
    int exit =
        Main.execute(
            new String[] {
              "run", "--config", file.toString(), "--data-dir", directory.resolve("data").toString()
            },
            new PrintWriter(error),
            new PrintWriter(error, true));

    assertThat(exit).isEqualTo(1);
    assertThat(error.toString())
        .contains("in use by the process with id " + pid, "--data-dir", "Stop that process");
  }

  private static boolean contains(Request request, long id) {
    return LongStream.of(request.ids()).anyMatch(other -> other == id);
  }

  private static String behaviour(Reply reply) {
    return switch (reply) {
      case Reply.Accept _ -> "the backend takes everything";
      case Reply.Refuse refuse -> "the backend answers " + refuse.status();
      case Reply.Garbage _ -> "the backend answers success with bytes that are no answer";
      case Reply.Never _ -> "the backend never answers";
    };
  }
}
