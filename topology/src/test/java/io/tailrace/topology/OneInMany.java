package io.tailrace.topology;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Undecided;
import io.tailrace.component.sampling.Vote;
import io.tailrace.model.SpanCursor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A sampler of tests: keeps the traces whose id is a multiple of a number, and those with as many
/// spans as another number. Plain maps, no tricks.
record OneInMany(int multiple, int spans, Duration decisionWait) implements TraceSampler {
  /// Reads `MULTIPLE SPANS MILLISECONDS`.
  static OneInMany parse(String options) {
    int[] numbers = Arrays.stream(options.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    return new OneInMany(numbers[0], numbers[1], Duration.ofMillis(numbers[2]));
  }

  @Override
  public List<String> causes() {
    return List.of("multiple", "large", NO_POLICY, TOO_LARGE);
  }

  @Override
  public double adjustedCount(int cause) {
    return cause == 0 ? multiple : 1;
  }

  @Override
  public String version() {
    return toString();
  }

  @Override
  public Reads reads() {
    return new Reads(List.of());
  }

  @Override
  public Undecided open(int partitions) {
    return new Traces();
  }

  private record Id(long high, long low) {}

  private record Slice(long watermark, long time, List<Id> ids) {}

  private static final class Trace {
    private final long offset;
    private final long time;
    private int spans;
    private long last;

    Trace(long offset, long time) {
      this.offset = offset;
      this.time = time;
    }
  }

  private final class Traces implements Undecided {
    private final Map<Id, Trace> undecided = new LinkedHashMap<>();
    private final Map<Long, Integer> decided = new HashMap<>();
    private final Deque<Slice> slices = new ArrayDeque<>();
    private List<Id> open = new java.util.ArrayList<>();
    private final long[][] late = new long[2][4];
    private long forgotten;

    @Override
    public void take(byte[] otlp, long offset, long time) {
      SpanCursor spans = new SpanCursor(otlp);
      while (spans.next()) {
        Id id = new Id(spans.traceIdHigh(), spans.traceIdLow());
        Integer verdict = decided.get(id.low());
        if (verdict != null) {
          late[verdict % 2][verdict / 2]++;
          continue;
        }
        Trace trace = undecided.computeIfAbsent(id, _ -> new Trace(offset, time));
        trace.spans++;
        trace.last = offset;
      }
    }

    @Override
    public void decide(long time, Consumer<DecidedTrace> out) {
      while (due() <= time) {
        Map.Entry<Id, Trace> first = undecided.entrySet().iterator().next();
        undecided.remove(first.getKey());
        Verdict verdict = verdict(first.getKey(), first.getValue());
        remember(verdict.high(), verdict.low(), verdict.kept(), verdict.cause());
        out.accept(verdict);
      }
    }

    private Verdict verdict(Id id, Trace trace) {
      int cause = id.low() % multiple == 0 ? 0 : trace.spans == OneInMany.this.spans ? 1 : 2;
      return new Verdict(
          id.high(), id.low(), cause < 2, cause, trace.offset, trace.last, trace.time, trace.spans);
    }

    @Override
    public long firstOffset() {
      return undecided.isEmpty() ? NONE : undecided.values().iterator().next().offset;
    }

    @Override
    public long firstTime() {
      return undecided.values().iterator().next().time;
    }

    @Override
    public long due() {
      return undecided.isEmpty() ? Long.MAX_VALUE : firstTime() + decisionWait.toMillis();
    }

    @Override
    public int traces() {
      return undecided.size();
    }

    @Override
    public long spans() {
      return undecided.values().stream().mapToLong(trace -> trace.spans).sum();
    }

    @Override
    public long late(boolean kept, int cause) {
      return late[kept ? 1 : 0][cause];
    }

    @Override
    public long[] budgets() {
      return new long[] {7};
    }

    @Override
    public void restore(long[] budgets) {
      assert budgets.length == 1;
    }

    @Override
    public void remember(long high, long low, boolean kept, int cause) {
      decided.put(low, 2 * cause + (kept ? 1 : 0));
      open.add(new Id(high, low));
    }

    @Override
    public void seal(long watermark, long time) {
      slices.add(new Slice(watermark, time, open));
      open = new java.util.ArrayList<>();
    }

    @Override
    public long forget(long time) {
      while (!slices.isEmpty() && slices.getFirst().time() < time - 60_000) {
        forgetUpTo(slices.getFirst().watermark());
      }
      return forgotten;
    }

    @Override
    public void forgetUpTo(long watermark) {
      while (!slices.isEmpty() && slices.getFirst().watermark() <= watermark) {
        Slice slice = slices.removeFirst();
        slice.ids().forEach(id -> decided.remove(id.low()));
        forgotten = slice.watermark();
      }
    }
  }

  /// A decided trace.
  record Verdict(
      long high,
      long low,
      boolean kept,
      int cause,
      long firstOffset,
      long lastOffset,
      long firstTime,
      int spans)
      implements DecidedTrace {
    @Override
    public Vote vote(int policy) {
      return policy == cause ? Vote.SAMPLED : Vote.NOT_SAMPLED;
    }

    @Override
    public int errors() {
      return 0;
    }

    @Override
    public long bytes() {
      return spans * 100L;
    }

    @Override
    public long start() {
      return 0;
    }

    @Override
    public long end() {
      return 0;
    }

    @Override
    public boolean hasRoot() {
      return true;
    }

    @Override
    public String rootName() {
      return "root";
    }

    @Override
    public String rootService() {
      return "service";
    }

    @Override
    public List<String> services() {
      return List.of("service");
    }
  }
}
