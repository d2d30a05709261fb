package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real volume that really fills up: a tmpfs in a mount namespace of its own.
final class DiskChaosTest {
  private static final List<String> NAMESPACE = List.of("unshare", "-rm");
  private static final String ON_A_SMALL_VOLUME =
      "mkdir -p \"$0\" && mount -t tmpfs -o size=320m tmpfs \"$0\" && exec \"$@\"";
  private static final int SPANS = 4;
  private static final int SPAN_BYTES = 256 << 10;

  @TempDir private Path directory;

  @Test
  void refusesDrainsAndRecoversInOneProcess() throws Exception {
    assumeTrue(
        allowed(), "mount namespaces are forbidden here (unshare -rm): the full disk is skipped");
    try (var rig = setup().start();
        var clients = rig.clients(DiskChaosTest::incompressible, Duration.ofSeconds(5))) {
      long pid = rig.pid();
      rig.sink.behave(Reply.always(new Reply.Refuse(503)));
      clients.send(LoadPlan.items(Long.MAX_VALUE, 2));
      rig.await("a refusal", () -> clients.tally().lastRefusal().contains("disk is nearly full"));
      long full = clients.acknowledged().size();
      assertThat(clients.waiting()).isGreaterThanOrEqualTo(full);

      rig.sink.behave(Reply.always(Reply.ACCEPT));
      // What was under way when the disk filled up is still acknowledged: no sign of recovery.
      rig.await("room on the disk", () -> rig.log().contains("free again: accepting"));
      rig.awaitAcknowledged(clients, SPANS);
      var account = rig.settle(clients).noted("the disk is full", "320 MiB, filled, drained");

      assertThat(account.missing()).isZero();
      assertThat(account.acknowledged()).isGreaterThan(full);
      assertThat(rig.log()).contains("nothing new is accepted until");
      assertThat(rig.alive()).isTrue();
      assertThat(rig.pid()).isEqualTo(pid);
    }
  }

  private Setup setup() {
    var setup = Setup.in(directory);
    return setup
        .with("kafka: {", "kafka: {topics: {retention: 0s, partitions: 1, retention_size: 0}, ")
        .with("embedded: {", "embedded: {disk_reserve: 67108864, ballast: 33554432, ")
        .with("compression: none", "compression: none, retry_on_failure: {max_interval: 1s}")
        .inside(List.of("unshare", "-rm", "sh", "-c", ON_A_SMALL_VOLUME, setup.data().toString()));
  }

  private static boolean allowed() throws InterruptedException {
    try {
      return new ProcessBuilder(NAMESPACE.getFirst(), NAMESPACE.getLast(), "true").start().waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// A request of spans with long names that no algorithm makes shorter.
  private static Request incompressible(long sequence) {
    var random = new SplittableRandom(sequence);
    var request = ExportTraceServiceRequest.newBuilder();
    var scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
    for (int i = 0; i < SPANS; i++) {
      byte[] noise = new byte[SPAN_BYTES];
      random.nextBytes(noise);
      scope
          .addSpansBuilder()
          .setTraceId(ByteString.copyFrom(noise, 0, 16))
          .setSpanId(id(sequence * SPANS + i + 1))
          .addAttributesBuilder()
          .setKey("noise")
          .getValueBuilder()
          .setBytesValue(ByteString.copyFrom(noise));
    }
    return Request.of(Signal.TRACES, request.build().toByteArray());
  }

  private static ByteString id(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
