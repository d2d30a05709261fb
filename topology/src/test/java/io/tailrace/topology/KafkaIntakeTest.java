package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Outcome;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class KafkaIntakeTest {
  private static final Source SOURCE = new Source(ComponentId.of("otlp"), Signal.TRACES);

  @Test
  void refusesWhatItFailsToSliceAndGivesBackItsBudget() {
    KafkaIntake intake =
        intake(
            (_, _, _) -> {
              throw new IllegalStateException("a bug");
            },
            Demands.NONE);

    assertThat(only(intake)).asString().contains("Refused", "a bug");
    assertThat(only(intake)).as("with the same budget").asString().contains("Refused", "a bug");
  }

  @Test
  void asksAgainForWhatAProcessorFailsToAdmit() {
    Stage failing =
        Stage.admitting(
            _ -> {
              throw new IllegalStateException("a bug");
            });
    KafkaIntake intake = intake(ModelBytes::slice, Demands.of(failing));

    assertThat(only(intake)).asString().contains("Retry", "a bug");
  }

  private static KafkaIntake intake(Slicing slicing, Demands demands) {
    KafkaIntake intake =
        new KafkaIntake(
            slicing,
            new Unused(),
            new WriterBooks(),
            List.of(),
            new KafkaIntake.Limits(1, "writer"));
    intake.route(
        Map.of(SOURCE, new KafkaIntake.Destination("traces.raw", 1)), Map.of(SOURCE, demands));
    return intake;
  }

  /// The one outcome of a request.
  private static Outcome only(KafkaIntake intake) {
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    intake.of(SOURCE.receiver()).offer(Spans.request(0, 1), outcomes::add);
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  /// Nothing comes as far as Kafka.
  private record Unused() implements RecordWriter {
    @Override
    public void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      throw new AssertionError("nothing is written");
    }

    @Override
    public void push() {}

    @Override
    public void close(Duration atMost) {}
  }
}
