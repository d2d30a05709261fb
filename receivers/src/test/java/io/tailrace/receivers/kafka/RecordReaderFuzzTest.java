package io.tailrace.receivers.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tailrace.model.Inspection;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.parallel.Isolated;

/// What Jazzer watches is the whole process, so nothing runs beside it.
@Isolated
class RecordReaderFuzzTest {
  private static final RecordReader PROTOBUF = reader("otlp_proto");
  private static final RecordReader JSON = reader("otlp_json");

  /// The first byte chooses the signal, the encoding and a header; the rest is the record.
  @FuzzTest(maxDuration = "3m")
  void givesAValidRequestOrNothing(byte[] data) {
    int first = data.length == 0 ? 0 : data[0] & 0xff;
    Signal signal = Signal.values()[first % 3];
    boolean json = first / 3 % 2 == 1;
    byte[] value = Arrays.copyOfRange(data, Math.min(1, data.length), data.length);
    RecordHeaders headers = new RecordHeaders();
    headers.add("tenant", Arrays.copyOf(data, first / 6));
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            signal.id(),
            0,
            0,
            0,
            TimestampType.CREATE_TIME,
            0,
            value.length,
            new byte[0],
            value,
            headers,
            Optional.empty());

    RecordReader.Content content = (json ? JSON : PROTOBUF).read(record);

    boolean valid = json || Inspection.of(signal, value) instanceof Inspection.Valid;
    if (valid && content instanceof RecordReader.Telemetry(var payload)) {
      assertThat(payload.signal()).isEqualTo(signal);
      assertThat(Inspection.of(signal, payload.otlp()))
          .isEqualTo(new Inspection.Valid(payload.items()));
    }
  }

  private static RecordReader reader(String encoding) {
    String yaml =
        """
        traces: {topics: [traces], encoding: %1$s}
        metrics: {topics: [metrics], encoding: %1$s}
        logs: {topics: [logs], encoding: %1$s}
        header_extraction: {extract_headers: true, headers: [tenant]}
        """
            .formatted(encoding);
    KafkaReceiverConfig config = Options.of(KafkaReceiver.FACTORY, yaml);
    return new RecordReader(
        config, TopicPatterns.of(config, Set.of(Signal.values())), new FakeHost("kafka"));
  }
}
