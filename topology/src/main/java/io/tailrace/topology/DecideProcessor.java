package io.tailrace.topology;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.Decisions;
import io.tailrace.topology.decisions.TraceSummaries;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// The first stage of a sampling, for one partition: reads its spans, and writes a slice of
/// decisions whenever the oldest trace is decided, and a summary of each trace.
///
/// It has no store. What it knows after a restart it has from its own decisions and from the
/// records that they do not cover.
final class DecideProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  /// The sink of decisions.
  static final String DECISIONS = "decisions";

  /// The sink of summaries.
  static final String SUMMARIES = "summaries";

  /// How often slices are written while there is something to decide. The partitions of a thread
  /// do so at the same moments, so that one transaction holds the slices of all.
  private static final Duration EVERY = Duration.ofMillis(200);

  private final SamplingStage stage;
  private Deciding deciding;
  private TraceSummaries summaries;
  private LogEnd end;
  private long[] counted = {0, 0, 0};

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  DecideProcessor(SamplingStage stage) {
    this.stage = stage;
  }

  @Override
  public void init(
      org.apache.kafka.streams.processor.api.ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    int partition = context.taskId().partition();
    summaries = new TraceSummaries(partition, stage.sampler().causes(), stage.sampler().policies());
    deciding = stage.recover(partition);
    end = stage.end(partition);
    counted = new long[] {deciding.seen(), deciding.late(false), deciding.late(true)};
    var _ = context.schedule(Instant.EPOCH, EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> tick());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context().recordMetadata().orElseThrow();
    if (metadata.offset() < deciding.position()) {
      return;
    }
    deciding.read(consumed(record, metadata), stage.nanos(), this::decided);
    if (deciding.isFull()) {
      write();
    }
  }

  /// The record as it was consumed.
  static ConsumerRecord<byte[], byte[]> consumed(
      Record<byte[], byte[]> record, RecordMetadata metadata) {
    return new ConsumerRecord<>(
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        record.timestamp(),
        TimestampType.LOG_APPEND_TIME,
        ConsumerRecord.NULL_SIZE,
        record.value() == null ? ConsumerRecord.NULL_SIZE : record.value().length,
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  private void decided(DecidedTrace trace) {
    byte[] key = TraceSummaries.key(trace.high(), trace.low());
    byte[] value = summaries.encode(trace, deciding.time());
    context().forward(new Record<>(key, value, deciding.time()), SUMMARIES);
    stage.meter().decided(trace, deciding.time());
  }

  private void tick() {
    long began = stage.nanos();
    end.reached(deciding.position()).ifPresent(deciding::idle);
    deciding.decide(this::decided);
    write();
    stage.meter().round(stage.nanos() - began);
    count();
  }

  private void count() {
    SamplingMeter meter = stage.meter();
    meter.show(context().taskId().partition(), deciding.standing());
    long[] now = {deciding.seen(), deciding.late(false), deciding.late(true)};
    meter.arrived(now[0] - counted[0]);
    meter.late(false, now[1] - counted[1]);
    meter.late(true, now[2] - counted[2]);
    counted = now;
  }

  private void write() {
    List<Decision> records = deciding.slice();
    for (Decision each : records) {
      byte[] key = ByteBuffer.allocate(4).putInt(context().taskId().partition()).array();
      context().forward(new Record<>(key, Decisions.encode(each), deciding.time()), DECISIONS);
    }
    if (!records.isEmpty()) {
      context().commit();
    }
  }

  @Override
  public void close() {
    stage.meter().hide(context().taskId().partition());
  }

  /// The partition of a key of decisions.
  static int partition(byte[] key) {
    return ByteBuffer.wrap(key).getInt();
  }
}
