package io.tailrace.topology;

import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.Decisions;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// The second stage of a sampling, for one partition: reads the same spans again, behind the
/// decisions, and passes on those of traces that are kept. The log is the buffer.
final class ReleaseProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  private final SamplingStage stage;
  private Releasing releasing;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  ReleaseProcessor(SamplingStage stage) {
    this.stage = stage;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    releasing = stage.resume(context.taskId().partition());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context().recordMetadata().orElseThrow();
    if (metadata.topic().equals(stage.topics().decisions())) {
      if (record.value() != null) {
        Decisions.decode(record.value()).ifPresent(this::learn);
      }
      return;
    }
    ConsumerRecord<byte[], byte[]> consumed = DecideProcessor.consumed(record, metadata);
    releasing.release(consumed, this::emit);
  }

  private void learn(Decision decision) {
    releasing.learn(decision);
  }

  private void emit(Releasing.Released released) {
    byte[] key = ByteBuffer.allocate(4).putInt(context().taskId().partition()).array();
    context()
        .forward(
            new Record<>(
                key, released.otlp(), released.time(), new RecordHeaders(released.headers())));
  }
}
