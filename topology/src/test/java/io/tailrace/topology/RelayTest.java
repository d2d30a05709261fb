package io.tailrace.topology;

import io.tailrace.component.Batching;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RelayTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final Readers readers = new Readers(broker, "traces.raw");

  @Test
  void partitionsThatCouldNotBeTakenOnAreReadAllTheSame() throws Exception {
    readers.createTopic(1);
    readers.write(0, "a", "b");
    readers.commit("own", new OffsetAndMetadata(0));

    Relay relay = relay(new AtomicBoolean(true));
    try {
      relay.start();
      Readers.await(
          () -> relay.standings().values().stream().anyMatch(standing -> standing.position() == 2));
    } finally {
      relay.close();
    }
  }

  /// A relay that nothing is for, so that it moves over what it reads.
  private Relay relay(AtomicBoolean away) {
    Plan.Route route =
        new Plan.Route(
            ComponentId.of("traces"),
            ComponentId.of("sink"),
            Signal.TRACES,
            readers.topic(),
            readers.topic() + ".own",
            List.of());
    Outlet outlet =
        new Outlet(
            route,
            new ExporterBackend(new ScriptedExporter()),
            new Outlet.Tools(
                new ExportMeter(new FakeMetrics(), route),
                Timing.SYSTEM,
                ModelBytes::split,
                (_, _, _) -> true,
                0));
    return new Relay(
        new Gate(route, List.of(), List.of()),
        outlet,
        new Joiner(Batching.UNSPECIFIED, 1, 1),
        () -> new Hesitant(readers.member("own"), away),
        new Relay.Pace(Timing.SYSTEM, Duration.ZERO, Duration.ZERO));
  }

  /// A consumer whose coordinator is away when it is first asked for its positions.
  private static final class Hesitant extends KafkaConsumer<byte[], byte[]> {
    private final AtomicBoolean away;

    Hesitant(Map<String, Object> settings, AtomicBoolean away) {
      super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.away = away;
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
      if (away.getAndSet(false)) {
        throw new TimeoutException("the coordinator is away");
      }
      return super.committed(partitions);
    }
  }
}
