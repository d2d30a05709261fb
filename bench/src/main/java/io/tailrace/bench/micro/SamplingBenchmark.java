package io.tailrace.bench.micro;

import io.tailrace.component.Factory;
import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.Undecided;
import io.tailrace.processors.tail_sampling.TailSampler;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/// What tail sampling costs: nanoseconds a span of the recording, from taking it in to the decision
/// about its trace, with so many traces undecided all the while. Two million decisions are
/// remembered.
public class SamplingBenchmark {
  /// How many spans an invocation takes in.
  static final int SPANS = 10_000;

  /// Errors, latency and a share.
  static final String POLICIES =
      """
      policies:
      - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
      - {name: slow, type: latency, latency: {threshold_ms: 2000}}
      - {name: share, type: probabilistic, probabilistic: {sampling_percentage: 1}}
      """;
  private static final String ATTRIBUTE =
      """
      - name: method
        type: string_attribute
        string_attribute: {key: http.method, values: [PATCH, TRACE]}
      """;

  /// What the walk over the records costs by itself, with their ids made new.
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long idsOnly(Ids state) {
    return state.invoke();
  }

  /// Errors, latency and a share, among ten thousand undecided traces.
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long amongTenThousand(Few state) {
    return state.partition.invoke();
  }

  /// The same among five million.
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long amongFiveMillion(Many state) {
    return state.partition.invoke();
  }

  /// An attribute of each span as well, among ten thousand.
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long withAttribute(Attribute state) {
    return state.partition.invoke();
  }

  /// Records whose ids are made new.
  @State(Scope.Benchmark)
  public static class Ids {
    private final RenewedRecords records;

    /// Reads the recording.
    public Ids() {
      records = new RenewedRecords();
    }

    long invoke() {
      long spans = 0;
      while (spans < SPANS) {
        spans += records.advance();
      }
      return spans;
    }
  }

  /// Ten thousand undecided traces.
  @State(Scope.Benchmark)
  public static class Few {
    private final Partition partition;

    /// Reads the recording.
    public Few() {
      partition = new Partition(POLICIES, 10_000);
    }

    /// Fills the table.
    @Setup
    public void fill(BenchmarkParams params) {
      partition.fill(params);
    }
  }

  /// Five million undecided traces.
  @State(Scope.Benchmark)
  public static class Many {
    private final Partition partition;

    /// Reads the recording.
    public Many() {
      partition = new Partition(POLICIES, 5_000_000);
    }

    /// Fills the table.
    @Setup
    public void fill(BenchmarkParams params) {
      partition.fill(params);
    }
  }

  /// Policies that read an attribute.
  @State(Scope.Benchmark)
  public static class Attribute {
    private final Partition partition;

    /// Reads the recording.
    public Attribute() {
      partition = new Partition(POLICIES + ATTRIBUTE, 10_000);
    }

    /// Fills the table.
    @Setup
    public void fill(BenchmarkParams params) {
      partition.fill(params);
    }
  }

  /// A partition at a steady rate.
  static final class Partition {
    private static final double SPANS_A_MILLISECOND = 100;
    private static final int REMEMBERED = 2_000_000;
    private static final int SLICE = 64;

    private final RenewedRecords records = new RenewedRecords();
    private final Undecided undecided;
    private final double spans;
    private double time = 1_800_000_000_000.0;
    private long offset;
    private long debt;
    private long kept;

    Partition(String policies, int traces) {
      spans = records.spansOfTrace() * traces;
      long wait = Math.max(1, Math.round(spans / SPANS_A_MILLISECOND));
      undecided = open("decision_wait: %dms\n".formatted(wait) + policies);
    }

    /// Takes in as many traces as are to be undecided and remembered. A run within the process of
    /// whoever starts it only shows that it runs, and needs none.
    void fill(BenchmarkParams params) {
      if (params.getForks() > 0) {
        takeAll((long) (spans + records.spansOfTrace() * REMEMBERED));
      }
    }

    /// Takes in as many traces as are to be undecided.
    void fill() {
      takeAll((long) spans);
    }

    /// Takes in so many spans, and those that come with the last of them.
    void takeAll(long wanted) {
      long left = wanted;
      while (left > 0) {
        left -= take();
      }
    }

    /// How many traces are undecided.
    int traces() {
      return undecided.traces();
    }

    private static Undecided open(String yaml) {
      return open(TailSampler.FACTORY, yaml);
    }

    private static <C extends Record> Undecided open(Factory<C> factory, String yaml) {
      if (!(factory.maker() instanceof Factory.SamplerMaker<C> maker)) {
        throw new IllegalArgumentException("no sampler");
      }
      return maker.make(Options.of(factory, yaml), new FakeHost("bench")).open(1);
    }

    long invoke() {
      debt += SPANS;
      while (debt > 0) {
        debt -= take();
      }
      return kept;
    }

    private int take() {
      int spans = records.advance();
      time += spans / SPANS_A_MILLISECOND;
      undecided.decide((long) time, this::count);
      if (++offset % SLICE == 0) {
        undecided.seal(undecided.firstOffset(), (long) time);
        undecided.forget((long) time);
      }
      undecided.take(records.record(), offset, (long) time);
      return spans;
    }

    private void count(DecidedTrace trace) {
      kept += trace.kept() ? 1 : 0;
    }
  }
}
