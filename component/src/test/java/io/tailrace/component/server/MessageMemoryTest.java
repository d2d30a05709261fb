package io.tailrace.component.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.tailrace.component.client.GrpcClient;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MessageMemoryTest {
  private static final int KIB = 1 << 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final MethodDescriptor<byte[], byte[]> METHOD = GrpcClient.method("a.B/C");

  private final AtomicBoolean scarce = new AtomicBoolean();
  private final MessageMemory memory = new MessageMemory(1024 * KIB, scarce::get);
  private Server server = NettyServerBuilder.forPort(0).build();
  private ManagedChannel channel = NettyChannelBuilder.forTarget("none").build();

  @BeforeEach
  void open() throws IOException {
    channel.shutdownNow();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addStreamTracerFactory(memory)
            .addService(
                ServerServiceDefinition.builder("a.B")
                    .addMethod(
                        METHOD,
                        ServerCalls.asyncUnaryCall(
                            (request, answer) -> {
                              answer.onNext(new byte[1]);
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .directExecutor()
            .build();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  @Test
  void aRequestForWhichNoMemoryIsLeftIsTurnedAwayAloneAndSucceedsLater() throws Exception {
    try (Unfinished _ = new Unfinished(server.getPort(), 600 * KIB)) {
      await(() -> memory.held() > 600 * KIB);

      assertThatThrownBy(() -> send(900 * KIB))
          .hasMessageContaining("more requests arrive at once than memory is set aside for")
          .extracting(e -> Status.fromThrowable(e).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);

      assertThat(send(KIB)).hasSize(1);
      assertThat(memory.held()).isBetween(600L * KIB, 800L * KIB);
    }
    await(() -> memory.held() == 0);
    assertThat(send(900 * KIB)).hasSize(1);
    assertThat(memory.held()).isZero();
  }

  @Test
  void whenBuffersTakeNearlyEverythingLessIsEnoughToTurnOneAway() throws Exception {
    try (Unfinished _ = new Unfinished(server.getPort(), 200 * KIB)) {
      await(() -> memory.held() > 200 * KIB);
      assertThat(send(200 * KIB)).hasSize(1);

      scarce.set(true);

      assertThatThrownBy(() -> send(200 * KIB))
          .extracting(e -> Status.fromThrowable(e).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
    await(() -> memory.held() == 0);
    assertThat(send(200 * KIB)).hasSize(1);
  }

  @Test
  void aSingleRequestMayTakeMoreSinceNobodyElseWould() {
    assertThat(send(1200 * KIB)).hasSize(1);
    assertThat(memory.held()).isZero();
  }

  @Test
  void aRequestThatWouldNeverFitInIsNotAskedForAgain() {
    assertThatThrownBy(() -> send(3000 * KIB))
        .hasMessageContaining("TAILRACE_HEAP")
        .extracting(e -> Status.fromThrowable(e).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

    assertThat(send(KIB)).hasSize(1);
    assertThat(memory.held()).isZero();
  }

  private byte[] send(int bytes) {
    return ClientCalls.blockingUnaryCall(
        channel, METHOD, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS), bytes(bytes));
  }

  private static byte[] bytes(int count) {
    return new byte[count];
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /// A request whose last byte never comes.
  private static final class Unfinished implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int END_HEADERS = 4;

    private final Socket socket;

    Unfinished(int port, int bytes) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      frame(out, SETTINGS, 0, 0, new byte[0]);
      frame(out, HEADERS, END_HEADERS, 1, headers());
      frame(out, DATA, 0, 1, new byte[] {0, 0, 0x30, 0, 0});
      for (int left = bytes; left > 0; left -= KIB) {
        frame(out, DATA, 0, 1, new byte[KIB]);
      }
      out.flush();
    }

    private static byte[] headers() {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      List.of(
              List.of(":method", "POST"),
              List.of(":scheme", "http"),
              List.of(":path", "/a.B/C"),
              List.of("te", "trailers"),
              List.of("content-type", "application/grpc"))
          .forEach(
              header -> {
                block.write(0);
                for (String text : header) {
                  block.write(text.length());
                  block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
                }
              });
      return block.toByteArray();
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
        throws IOException {
      out.writeByte(0);
      out.writeShort(payload.length);
      out.writeByte(type);
      out.writeByte(flags);
      out.writeInt(stream);
      out.write(payload);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
