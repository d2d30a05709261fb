package io.tailrace.topology;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Undecided;
import io.tailrace.model.MalformedTelemetry;
import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.TraceIds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The decisions about the traces of one partition, as a function of its log: the same records
/// always give the same slices, whoever reads them and however often it starts anew.
final class Deciding {
  private static final Logger LOG = LoggerFactory.getLogger(Deciding.class);
  private static final int MOST_IDS = 50_000;

  private final Gate gate;
  private final FailedSpans failed;
  private final TraceSampler sampler;
  private final Undecided traces;
  private final SpanAccount account;
  private final LogClock clock;
  private final TraceIds keeps = new TraceIds();
  private final TraceIds drops = new TraceIds();
  private final Deque<Decision.Slice> forgetting = new ArrayDeque<>();
  private long watermark;
  private long position;
  private long forgotten;
  private boolean accounting;
  private long decidedTraces;

  /// Goes on behind a slice.
  ///
  /// @param gate tells the records that are to be sampled, and takes them through the processors
  ///     before the sampling
  /// @param failed is told which record they process
  /// @param partitions how many the source has
  /// @param history what was decided before; not empty
  /// @param nanos the time here
  Deciding(
      Gate gate,
      FailedSpans failed,
      TraceSampler sampler,
      int partitions,
      DecisionHistory history,
      long nanos) {
    Decision.Slice last = history.last().orElseThrow();
    this.gate = gate;
    this.failed = failed;
    this.sampler = sampler;
    this.traces = sampler.open(partitions);
    this.watermark = last.watermark();
    this.forgotten = last.forgotten();
    this.position = last.watermark();
    this.account = new SpanAccount(last.account(), sampler.causes());
    this.clock = new LogClock(last.times().watermark(), last.times().appended(), nanos);
    recall(history);
    if (last.version().equals(sampler.version())) {
      traces.restore(last.budgets().stream().mapToLong(Long::longValue).toArray());
    }
  }

  private void recall(DecisionHistory history) {
    for (Decision.Slice slice : history.slices()) {
      int[] causes = new int[slice.causes().size()];
      for (int i = 0; i < causes.length; i++) {
        int now = sampler.causes().indexOf(slice.causes().get(i));
        // A policy that is gone since: what it decided still holds.
        causes[i] = now < 0 ? sampler.policies() : now;
      }
      for (int i = 0; i < slice.keeps().size(); i++) {
        TraceIds ids = slice.keeps();
        traces.remember(ids.high(i), ids.low(i), true, causes[ids.cause(i)]);
      }
      for (int i = 0; i < slice.drops().size(); i++) {
        traces.remember(0, slice.drops().low(i), false, causes[slice.drops().cause(i)]);
      }
      traces.seal(slice.watermark(), slice.times().decided());
      forgetting.add(slice);
    }
  }

  /// Takes in a record, after everything is decided that is due before it.
  ///
  /// @param nanos the time here
  /// @param decided takes each trace that it decides
  void read(ConsumerRecord<byte[], byte[]> record, long nanos, Consumer<DecidedTrace> decided) {
    long time = tell(record, nanos);
    decide(decided);
    take(record, time);
  }

  /// Takes in a record that was read in an earlier life. What is due is decided later: a span that
  /// comes after its trace is due is no evidence in any case.
  void readAgain(ConsumerRecord<byte[], byte[]> record, long nanos) {
    take(record, tell(record, nanos));
  }

  /// Says that an offset was reached, which need not be that of a record.
  void reach(long offset) {
    position = Math.max(position, offset);
  }

  /// Says that everything that was read so far is in the account of the last slice.
  void account() {
    account.begin(traces);
    accounting = true;
  }

  private long tell(ConsumerRecord<byte[], byte[]> record, long nanos) {
    while (!forgetting.isEmpty() && forgetting.getFirst().position() <= record.offset()) {
      traces.forgetUpTo(forgetting.removeFirst().forgotten());
    }
    return clock.read(record.timestamp(), nanos);
  }

  private void take(ConsumerRecord<byte[], byte[]> record, long time) {
    Segment segment = new Segment(record);
    failed.at(record);
    gate.accept(segment, piece -> take(piece, record, time));
    if (accounting) {
      account.read(segment.tally());
    }
    position = record.offset() + 1;
  }

  private void take(Piece piece, ConsumerRecord<byte[], byte[]> record, long time) {
    try {
      traces.take(piece.payload().otlp(), record.offset(), time);
    } catch (MalformedTelemetry e) {
      LOG.error(
          "{} at offset {} of partition {} cannot be sampled",
          record.topic(),
          record.offset(),
          record.partition(),
          e);
    }
  }

  /// There was nothing more to read at a time.
  ///
  /// @param nanos the time here
  void idle(long nanos) {
    clock.idle(nanos);
  }

  /// Decides what is due.
  ///
  /// @param decided takes each trace
  void decide(Consumer<DecidedTrace> decided) {
    if (traces.due() > clock.time()) {
      return;
    }
    traces.decide(
        clock.time(),
        trace -> {
          (trace.kept() ? keeps : drops).add(trace.high(), trace.low(), trace.cause());
          account.decided(trace);
          decidedTraces++;
          decided.accept(trace);
        });
  }

  /// The offset that is read next.
  long position() {
    return position;
  }

  long time() {
    return clock.time();
  }

  /// What is not decided.
  SamplingMeter.Standing standing() {
    boolean waiting = traces.firstOffset() != Undecided.NONE;
    return new SamplingMeter.Standing(
        traces.traces(),
        traces.spans(),
        waiting ? clock.time() - traces.firstTime() : 0,
        position - watermark);
  }

  /// How many traces were seen first since it was opened.
  long seen() {
    return decidedTraces + traces.traces();
  }

  /// How many spans came late since it was opened, of traces that are kept or of others.
  long late(boolean kept) {
    long spans = 0;
    for (int cause = 0; cause < sampler.causes().size(); cause++) {
      spans += traces.late(kept, cause);
    }
    return spans;
  }

  /// Whether so much is decided that it should be written.
  boolean isFull() {
    return keeps.size() + drops.size() >= MOST_IDS;
  }

  /// Ends a slice.
  ///
  /// @return its parts and the fence behind them; nothing where nothing has changed
  List<Decision> slice() {
    boolean waiting = traces.firstOffset() != Undecided.NONE;
    long reached = waiting ? traces.firstOffset() : position;
    if (reached == watermark && keeps.size() + drops.size() == 0) {
      return List.of();
    }
    long time = clock.time();
    traces.seal(reached, time);
    forgotten = Math.max(forgotten, traces.forget(time));
    Decision.Slice whole =
        new Decision.Slice(
            watermark,
            reached,
            position,
            0,
            1,
            waiting
                ? new Decision.Times(time, traces.firstTime(), LogClock.UNKNOWN)
                : new Decision.Times(time, time, clock.appended()),
            forgotten,
            sampler.version(),
            sampler.causes(),
            keeps,
            drops,
            account.close(traces),
            Arrays.stream(traces.budgets()).boxed().toList());
    List<Decision> records = new ArrayList<>(parts(whole));
    records.add(new Decision.Fence(reached));
    watermark = reached;
    keeps.clear();
    drops.clear();
    return records;
  }

  private static List<Decision.Slice> parts(Decision.Slice whole) {
    int ids = whole.keeps().size() + whole.drops().size();
    int count = Math.max(1, Math.ceilDiv(ids, MOST_IDS));
    List<Decision.Slice> parts = new ArrayList<>(count);
    for (int part = 0; part < count; part++) {
      TraceIds some = new TraceIds();
      TraceIds others = new TraceIds();
      int from = part * MOST_IDS;
      int kept = whole.keeps().size();
      some.add(whole.keeps(), Math.min(from, kept), Math.min(from + MOST_IDS, kept));
      others.add(
          whole.drops(),
          Math.clamp(from - kept, 0, whole.drops().size()),
          Math.clamp(from + MOST_IDS - kept, 0, whole.drops().size()));
      parts.add(whole.part(part, count, some, others));
    }
    return parts;
  }
}
