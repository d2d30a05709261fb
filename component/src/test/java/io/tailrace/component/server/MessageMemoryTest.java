package io.tailrace.component.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.tailrace.component.StartException;
import io.tailrace.component.client.GrpcClient;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageMemoryTest {
  private static final int KIB = 1 << 10;
  private static final MethodDescriptor<byte[], byte[]> METHOD = GrpcClient.method("a.B/C");

  private final AtomicBoolean scarce = new AtomicBoolean();
  private final MessageMemory memory = new MessageMemory(1024 * KIB, scarce::get);
  private final GrpcServer server =
      new GrpcServer(Servers.GRPC, "127.0.0.1:0", new Servers.Loopback(), memory);
  private ManagedChannel channel = NettyChannelBuilder.forTarget("none").build();

  @BeforeEach
  void open() throws StartException {
    channel.shutdownNow();
    server.unary("a.B/C", (_, _, done) -> done.accept(new GrpcAnswer.Ok(new byte[1])));
    server.start();
    channel =
        NettyChannelBuilder.forTarget(server.address()).usePlaintext().directExecutor().build();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    server.close();
  }

  @Test
  void aRequestForWhichNoMemoryIsLeftIsTurnedAwayAloneAndSucceedsLater() throws Exception {
    try (RawGrpcCall _ = RawGrpcCall.unfinished(server.address(), 600 * KIB)) {
      Patience.until(() -> memory.held() > 600 * KIB);

      assertThatThrownBy(() -> send(900 * KIB))
          .hasMessageContaining("more requests arrive at once than memory is set aside for")
          .extracting(e -> Status.fromThrowable(e).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);

      assertThat(send(KIB)).hasSize(1);
      assertThat(memory.held()).isBetween(600L * KIB, 800L * KIB);
    }
    Patience.until(() -> memory.held() == 0);
    assertThat(send(900 * KIB)).hasSize(1);
    assertThat(memory.held()).isZero();
  }

  /// gRPC keeps the buffers of a request that is whole until its sender says that there is no more.
  @Test
  void aWholeRequestCountsUntilItsStreamIsEnded() throws Exception {
    try (RawGrpcCall open = RawGrpcCall.whole(server.address(), 600 * KIB)) {
      open.awaitReceived();

      assertThat(memory.held()).isGreaterThan(600 * KIB);
      assertThatThrownBy(() -> send(900 * KIB))
          .extracting(e -> Status.fromThrowable(e).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);

      open.end();
      Patience.until(() -> memory.held() == 0);
      assertThat(send(900 * KIB)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamThatIsResetGivesBackWhatItTook(boolean whole) throws Exception {
    try (RawGrpcCall call =
        whole
            ? RawGrpcCall.whole(server.address(), 600 * KIB)
            : RawGrpcCall.unfinished(server.address(), 600 * KIB)) {
      call.awaitReceived();
      assertThat(memory.held()).isGreaterThan(600 * KIB);

      call.reset();

      Patience.until(() -> memory.held() == 0);
    }
  }

  @Test
  void aConnectionThatDiesGivesBackWhatItsWholeRequestsTook() throws Exception {
    try (RawGrpcCall call = RawGrpcCall.whole(server.address(), 600 * KIB)) {
      call.awaitReceived();
      assertThat(memory.held()).isGreaterThan(600 * KIB);
    }
    Patience.until(() -> memory.held() == 0);
  }

  @Test
  void whenBuffersTakeNearlyEverythingLessIsEnoughToTurnOneAway() throws Exception {
    try (RawGrpcCall _ = RawGrpcCall.unfinished(server.address(), 200 * KIB)) {
      Patience.until(() -> memory.held() > 200 * KIB);
      assertThat(send(200 * KIB)).hasSize(1);

      scarce.set(true);

      assertThatThrownBy(() -> send(200 * KIB))
          .extracting(e -> Status.fromThrowable(e).getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
    Patience.until(() -> memory.held() == 0);
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
}
