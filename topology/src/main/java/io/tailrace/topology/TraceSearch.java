package io.tailrace.topology;

import io.tailrace.model.MalformedTelemetry;
import io.tailrace.model.Signal;
import io.tailrace.model.Slicer;
import io.tailrace.model.SpanCursor;
import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.TraceSummaries;
import io.tailrace.topology.decisions.TraceSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Looks a trace up in the topics of one sampling: its summaries, newest first, then the records
/// with its spans from the first one on, then what was released of them.
final class TraceSearch {
  private static final long STRIDE = 1024;
  private static final long LONGEST_STRIDE = 65_536;
  private static final long FEW = 64;

  private final Scan scan;
  private final SampledPipeline pipeline;
  private final long high;
  private final long low;
  private final SampledTraces.Progress progress;
  private final int partition;
  private final List<TraceSummary> summaries = new ArrayList<>();
  private final List<TraceHistory.Part> parts = new ArrayList<>();

  TraceSearch(
      Scan scan, SampledPipeline pipeline, long high, long low, SampledTraces.Progress progress) {
    this.scan = scan;
    this.pipeline = pipeline;
    this.high = high;
    this.low = low;
    this.progress = progress;
    this.partition = new Slicer(Signal.TRACES, pipeline.partitions()).partition(low);
  }

  /// The partition that has the trace.
  int partition() {
    return partition;
  }

  /// Searches.
  ///
  /// @param since the summaries that are looked at came then or later; absent: all that there are
  /// @param released how far the release of spans has come in the partition
  TraceHistory run(Optional<Instant> since, long released) {
    TopicPartition decided = pipeline.summaries(partition);
    long begin = scan.begin(decided);
    long from = since.map(time -> scan.at(decided, time.toEpochMilli())).orElse(begin);
    summaries(decided, Math.max(begin, from));
    summaries.sort(Comparator.comparingLong(TraceSummary::from));
    TopicPartition source = pipeline.source(partition);
    Optional<Decision.Slice> last = DecisionHistory.last(scan, pipeline.decisions(partition));
    long undecided = last.map(Decision.Slice::watermark).orElseGet(() -> scan.begin(source));
    long first = summaries.isEmpty() ? undecided : summaries.getFirst().from();
    long there = scan.begin(source);
    parts(source, Math.max(first, there));
    return new TraceHistory(
        pipeline.route().pipeline(),
        pipeline.topics().source(),
        partition,
        pipeline.topics().output(),
        lives(last, there, released),
        new TraceHistory.Searched(time(decided, from), time(source, Math.max(first, there))));
  }

  private Optional<Instant> time(TopicPartition of, long offset) {
    return scan.next(of, offset).map(record -> Instant.ofEpochMilli(record.timestamp()));
  }

  private void summaries(TopicPartition decided, long begin) {
    byte[] key = TraceSummaries.key(high, low);
    long end = scan.end(decided);
    long stride = STRIDE;
    for (long from = end; from > begin; ) {
      long to = from;
      from = Math.max(begin, to - stride);
      stride = Math.min(2 * stride, LONGEST_STRIDE);
      scan.between(
          decided,
          from,
          to,
          record -> {
            if (record.value() != null && Arrays.equals(record.key(), key)) {
              TraceSummary.of(record.value()).ifPresent(summaries::add);
            }
          });
      progress.at(decided.topic(), (double) (end - from) / (end - begin));
    }
  }

  private void parts(TopicPartition source, long begin) {
    long end = scan.end(source);
    for (long from = begin; from < end; from += STRIDE) {
      scan.between(source, from, Math.min(end, from + STRIDE), this::look);
      progress.at(source.topic(), Math.min(1, (double) (from + STRIDE - begin) / (end - begin)));
    }
  }

  private void look(ConsumerRecord<byte[], byte[]> record) {
    if (!pipeline.takes(record)) {
      return;
    }
    Set<String> services = new TreeSet<>();
    int spans = count(record.value(), services);
    if (spans > 0) {
      boolean late =
          summary(record.offset()).filter(found -> record.offset() > found.to()).isPresent();
      parts.add(
          new TraceHistory.Part(
              record.offset(),
              Instant.ofEpochMilli(record.timestamp()),
              Headers.text(record.headers(), Headers.RECEIVER).orElse(""),
              spans,
              List.copyOf(services),
              late));
    }
  }

  private int count(byte[] otlp, Set<String> services) {
    int spans = 0;
    SpanCursor cursor = new SpanCursor(otlp);
    try {
      while (cursor.next()) {
        if (cursor.traceIdLow() == low && cursor.traceIdHigh() == high) {
          spans++;
          cursor.resourceAttribute("service.name").ifPresent(services::add);
        }
      }
    } catch (MalformedTelemetry _) {
      return spans;
    }
    return spans;
  }

  /// The summary that a record belongs to.
  private Optional<TraceSummary> summary(long offset) {
    return summaries.stream().filter(each -> each.from() <= offset).reduce((_, next) -> next);
  }

  private List<TraceHistory.Life> lives(Optional<Decision.Slice> last, long there, long released) {
    List<TraceHistory.Life> lives = new ArrayList<>();
    for (TraceSummary summary : summaries) {
      List<TraceHistory.Part> own =
          parts.stream()
              .filter(part -> summary(part.offset()).filter(summary::equals).isPresent())
              .filter(part -> !isAnew(part, summary, last))
              .toList();
      lives.add(
          new TraceHistory.Life(
              Optional.of(summary),
              Optional.empty(),
              own,
              summary.from() >= there,
              summary.kept() ? released(own) : List.of(),
              own.isEmpty() || own.getLast().offset() < released));
    }
    List<TraceHistory.Part> waiting =
        parts.stream()
            .filter(
                part ->
                    summary(part.offset()).map(summary -> isAnew(part, summary, last)).orElse(true))
            .toList();
    if (!waiting.isEmpty()) {
      List<TraceHistory.Part> own = waiting.stream().map(TraceSearch::inTime).toList();
      lives.add(
          new TraceHistory.Life(
              Optional.empty(), due(own.getFirst()), own, true, List.of(), false));
    }
    return lives;
  }

  /// Whether a part came when the decision before it was forgotten, so that it waits for another.
  private static boolean isAnew(
      TraceHistory.Part part, TraceSummary before, Optional<Decision.Slice> last) {
    return part.late()
        && last.filter(
                slice -> before.from() < slice.forgotten() && part.offset() >= slice.watermark())
            .isPresent();
  }

  private static TraceHistory.Part inTime(TraceHistory.Part part) {
    return new TraceHistory.Part(
        part.offset(), part.arrived(), part.receiver(), part.spans(), part.services(), false);
  }

  /// When a trace is due that began with a part: the last one that was decided tells how long that
  /// takes.
  private Optional<Instant> due(TraceHistory.Part first) {
    return scan.last(pipeline.summaries(partition), Long.MAX_VALUE)
        .flatMap(record -> Optional.ofNullable(record.value()))
        .flatMap(TraceSummary::of)
        .map(summary -> summary.times().decided() - summary.times().first())
        .map(first.arrived()::plusMillis);
  }

  private List<TraceHistory.Released> released(List<TraceHistory.Part> own) {
    List<TraceHistory.Released> found = new ArrayList<>();
    List<TraceHistory.Part> inTime = own.stream().filter(part -> !part.late()).toList();
    if (!inTime.isEmpty()) {
      released(inTime.getFirst().offset(), inTime.getLast().offset(), found);
    }
    own.stream()
        .filter(TraceHistory.Part::late)
        .forEach(part -> released(part.offset(), part.offset(), found));
    return found;
  }

  /// Finds what was released of the source records between two, inclusive. They were released in
  /// their order.
  private void released(long first, long last, List<TraceHistory.Released> found) {
    TopicPartition output = pipeline.output(partition);
    long end = scan.end(output);
    boolean behind = false;
    for (long from = outputOf(first, end); from < end && !behind; from += FEW) {
      List<ConsumerRecord<byte[], byte[]>> some = new ArrayList<>();
      scan.between(output, from, Math.min(end, from + FEW), some::add);
      for (ConsumerRecord<byte[], byte[]> record : some) {
        long source = source(record).orElse(-1);
        behind |= source > last;
        int spans = source < first || behind ? 0 : count(record.value(), new TreeSet<>());
        if (spans > 0) {
          found.add(new TraceHistory.Released(record.offset(), source, spans));
        }
      }
    }
  }

  /// The offset of the output from which on there is what was released of a source record.
  private long outputOf(long wanted, long end) {
    TopicPartition output = pipeline.output(partition);
    long from = scan.begin(output);
    long to = end;
    while (from < to) {
      long middle = from + (to - from) / 2;
      boolean before =
          scan.next(output, middle)
              .filter(record -> source(record).orElse(-1) < wanted)
              .isPresent();
      if (before) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /// Which source record the spans of one of the output came with.
  private static OptionalLong source(ConsumerRecord<byte[], byte[]> record) {
    return Releasing.Mark.of(record)
        .map(mark -> OptionalLong.of(mark.offset()))
        .orElseGet(OptionalLong::empty);
  }
}
