package io.tailrace.topology;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.TraceSummary;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Decides once more about traces that are in the log, by other policies and without writing
/// anything, and compares that with the summaries of what was decided.
///
/// It begins one wait earlier than what it compares, as a process does that was started then: with
/// what was decided until there.
final class Rehearsal {
  private static final int STRIDE = 512;
  private static final int SUMMARIES = 4096;
  private static final long SLICE_MILLIS = 1000;
  private static final long NANOS = 1_000_000;

  private final Scan scan;
  private final SampledPipeline pipeline;
  private final Gate gate;
  private final TraceSampler sampler;
  private final Range range;
  private final SampledTraces.Progress progress;
  private final Comparison comparison;
  private long newest;
  private long stamp;
  private long sliced;

  /// Which traces are compared: those that were first seen in it.
  ///
  /// @param now what time it is
  record Range(Instant since, Instant now) {}

  Rehearsal(
      Scan scan,
      SampledPipeline pipeline,
      Gate gate,
      TraceSampler sampler,
      Range range,
      SampledTraces.Progress progress) {
    this.scan = scan;
    this.pipeline = pipeline;
    this.gate = gate;
    this.sampler = sampler;
    this.range = range;
    this.progress = progress;
    this.comparison = new Comparison(sampler.causes().subList(0, sampler.policies()));
  }

  Trial run() {
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      run(partition);
    }
    return comparison.trial(pipeline.route().pipeline());
  }

  private void run(int partition) {
    TopicPartition source = pipeline.source(partition);
    long since = range.since().toEpochMilli();
    long first = scan.at(source, since);
    long end = scan.end(source);
    if (first >= end) {
      return;
    }
    long warm = scan.at(source, since - sampler.decisionWait().toMillis());
    DecisionHistory history = history(partition, warm, first);
    long begin = history.last().orElseThrow().watermark();
    Deciding deciding =
        new Deciding(
            gate, new FailedSpans(Optional.empty()), sampler, pipeline.partitions(), history, 0);
    Summaries before = new Summaries(partition, first, end);
    newest = first;
    for (long from = begin; from < end; from += STRIDE) {
      long to = Math.min(end, from + STRIDE);
      scan.between(source, from, to, record -> read(deciding, record, first));
      before.readTo(newest);
      progress.at(source.toString(), (double) (to - begin) / (end - begin));
    }
    deciding.idle(Math.max(0, range.now().toEpochMilli() - stamp) * NANOS);
    deciding.decide(trace -> decided(trace, first));
    before.readTo(Long.MAX_VALUE);
    comparison.end(deciding.standing().traces());
  }

  /// What was decided up to an offset, of what still counts at another.
  private DecisionHistory history(int partition, long warm, long first) {
    TopicPartition decisions = pipeline.decisions(partition);
    List<Decision.Slice> slices =
        DecisionHistory.read(scan, decisions, scan.end(decisions), Optional.of(first))
            .slices()
            .stream()
            .filter(slice -> slice.watermark() <= warm)
            .toList();
    DecisionHistory history = new DecisionHistory(slices);
    return history.last().isPresent()
        ? history
        : new DecisionHistory(
            List.of(
                Decision.Slice.beginning(
                    warm,
                    scan.next(pipeline.source(partition), warm)
                        .map(ConsumerRecord::timestamp)
                        .orElse(0L),
                    0,
                    0)));
  }

  private void read(Deciding deciding, ConsumerRecord<byte[], byte[]> record, long first) {
    stamp = record.timestamp();
    deciding.read(record, 0, trace -> decided(trace, first));
    if (deciding.isFull() || deciding.time() - sliced >= SLICE_MILLIS) {
      var _ = deciding.slice();
      sliced = deciding.time();
    }
  }

  private void decided(DecidedTrace trace, long first) {
    if (trace.firstOffset() >= first) {
      newest = trace.firstOffset();
      comparison.after(
          new Comparison.Id(trace.high(), trace.low()),
          new Comparison.Verdict(
              trace.kept(), sampler.causes().get(trace.cause()), trace.spans(), trace.bytes()));
    }
  }

  /// The summaries of a partition, read as far as they are wanted: they come in the order in which
  /// their traces began, as decisions do.
  private final class Summaries {
    private final TopicPartition partition;
    private final long first;
    private final long last;
    private final long end;
    private long position;
    private long reached;

    /// Begins.
    ///
    /// @param first where traces begin that are compared
    /// @param last behind which they begin no more
    Summaries(int number, long first, long last) {
      this.partition = pipeline.summaries(number);
      this.first = first;
      this.last = last;
      this.position =
          scan.at(partition, range.since().minus(sampler.decisionWait()).toEpochMilli());
      this.end = scan.end(partition);
    }

    void readTo(long offset) {
      while (position < end && reached < offset) {
        long to = Math.min(end, position + SUMMARIES);
        scan.between(partition, position, to, this::read);
        position = to;
      }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
      Optional.ofNullable(record.value())
          .flatMap(TraceSummary::of)
          .ifPresent(summary -> read(record.key(), summary));
    }

    private void read(byte[] key, TraceSummary summary) {
      reached = Math.max(reached, summary.from());
      if (summary.from() >= first && summary.from() < last) {
        ByteBuffer id = ByteBuffer.wrap(key);
        comparison.before(
            new Comparison.Id(id.getLong(), id.getLong()),
            new Comparison.Verdict(
                summary.kept(), summary.cause(), summary.spans(), summary.bytes()));
      }
    }
  }
}
