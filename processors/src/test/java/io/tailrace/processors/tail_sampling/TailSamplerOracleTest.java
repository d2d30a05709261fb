package io.tailrace.processors.tail_sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory;
import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Undecided;
import io.tailrace.component.sampling.Vote;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Decides about random traces by random policies as the oracle does.
///
/// A failure names the seed of its round.
class TailSamplerOracleTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 300);
  private static final int RECORDS = 40;
  private static final long SEED = Long.getLong("seed", 20_260_101L);

  @Test
  void decidesAsTheOracleDoes() {
    int kept = 0;
    int dropped = 0;
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      Round round = new Round(seed, seed % 20 == 0 ? 150 : 4, true);
      List<Oracle.Decided> decisions = round.run();
      kept += (int) decisions.stream().filter(Oracle.Decided::kept).count();
      dropped += (int) decisions.stream().filter(each -> !each.kept()).count();
    }
    assertThat(kept).as("kept traces in %d rounds", ROUNDS).isGreaterThan(ROUNDS);
    assertThat(dropped).isGreaterThan(ROUNDS);
  }

  @Test
  void aLaterLifeDecidesWhatTheFirstWouldHave() {
    int compared = 0;
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      compared += new Round(seed, 4, false).interrupted();
    }
    assertThat(compared).as("decisions after a restart").isGreaterThan(ROUNDS);
  }

  static TraceSampler sampler(String yaml) {
    Factory<TailSamplingConfig> factory = TailSampler.FACTORY;
    return ((Factory.SamplerMaker<TailSamplingConfig>) factory.maker())
        .make(Options.of(factory, yaml), new FakeHost("tail_sampling"));
  }

  static Oracle.Decided copy(DecidedTrace trace, TraceSampler sampler) {
    Map<String, Vote> votes = new TreeMap<>();
    for (int i = 0; i < sampler.policies(); i++) {
      votes.put(sampler.causes().get(i), trace.vote(i));
    }
    return new Oracle.Decided(
        "%016x%016x".formatted(trace.high(), trace.low()),
        trace.kept(),
        sampler.causes().get(trace.cause()),
        votes,
        trace.firstOffset(),
        trace.lastOffset(),
        trace.firstTime(),
        trace.spans(),
        trace.errors(),
        trace.bytes(),
        trace.start(),
        trace.end(),
        trace.hasRoot() ? Optional.of(trace.rootName()) : Optional.empty(),
        trace.rootService(),
        trace.services());
  }

  /// Some records and a configuration.
  private static final class Round {
    private final String label;
    private final TailSamplingConfig config;
    private final TraceSampler sampler;
    private final int partitions;
    private final List<Arrival> records = new ArrayList<>();

    Round(long seed, int policies, boolean halves) {
      RandomTraces random = new RandomTraces(seed, halves);
      String yaml = random.config(1 + random.below(policies));
      label = "-Dseed=%d%n%s".formatted(seed, yaml);
      config = Options.of(TailSampler.FACTORY, yaml);
      sampler = sampler(yaml);
      partitions = 1 + random.below(3);
      long offset = 100 + random.below(10);
      long time = 1_800_000_000_000L;
      for (int i = 0; i < RECORDS; i++) {
        records.add(new Arrival(random.record(), offset, time));
        offset += 1 + random.below(3);
        time += random.below(20) == 0 ? random.below(3000) : random.below(8);
      }
      records.add(new Arrival(new byte[0], offset, time + 100));
    }

    List<Oracle.Decided> run() {
      Oracle oracle = new Oracle(config, partitions);
      Undecided undecided = sampler.open(partitions);
      List<Oracle.Decided> all = new ArrayList<>();
      for (Arrival record : records) {
        List<Oracle.Decided> decided = decide(undecided, record.time());
        assertThat(decided).as(label).isEqualTo(oracle.decide(record.time()));
        all.addAll(decided);
        undecided.take(record.otlp(), record.offset(), record.time());
        oracle.take(record.otlp(), record.offset(), record.time());
      }
      assertThat(late(undecided)).as(label).isEqualTo(oracle.late);
      assertThat(undecided.spans()).as(label).isZero();
      return all;
    }

    private List<Oracle.Decided> decide(Undecided undecided, long time) {
      List<Oracle.Decided> decided = new ArrayList<>();
      undecided.decide(time, trace -> decided.add(copy(trace, sampler)));
      return decided;
    }

    private Map<String, Long> late(Undecided undecided) {
      Map<String, Long> late = new TreeMap<>();
      for (int cause = 0; cause < sampler.causes().size(); cause++) {
        for (boolean kept : List.of(true, false)) {
          long spans = undecided.late(kept, cause);
          if (spans > 0) {
            late.put((kept ? "kept " : "dropped ") + sampler.causes().get(cause), spans);
          }
        }
      }
      return late;
    }

    /// Stops after each slice and goes on in a new life.
    ///
    /// @return how many decisions came after a stop
    int interrupted() {
      Undecided first = sampler.open(partitions);
      List<Slice> slices = new ArrayList<>();
      List<List<Oracle.Decided>> decisions = new ArrayList<>();
      for (Arrival record : records) {
        List<Oracle.Decided> decided = decide(first, record.time());
        decisions.add(decided);
        long oldest = first.firstOffset();
        long watermark = oldest == Undecided.NONE ? record.offset() : oldest;
        slices.add(new Slice(decided, watermark, record.time(), first.budgets()));
        first.seal(watermark, record.time());
        first.take(record.otlp(), record.offset(), record.time());
      }
      int compared = 0;
      for (int stop = 0; stop < records.size() - 1; stop += 7) {
        compared += goOn(slices.subList(0, stop + 1), decisions);
      }
      return compared;
    }

    private int goOn(List<Slice> slices, List<List<Oracle.Decided>> decisions) {
      Undecided second = sampler.open(partitions);
      for (Slice slice : slices) {
        for (Oracle.Decided each : slice.decided()) {
          second.remember(
              Long.parseUnsignedLong(each.id().substring(0, 16), 16),
              Long.parseUnsignedLong(each.id().substring(16), 16),
              each.kept(),
              sampler.causes().indexOf(each.cause()));
        }
        second.seal(slice.watermark(), slice.time());
      }
      second.restore(slices.getLast().budgets());
      int compared = 0;
      for (int i = 0; i < records.size(); i++) {
        Arrival record = records.get(i);
        if (record.offset() < slices.getLast().watermark()) {
          continue;
        }
        List<Oracle.Decided> decided = decide(second, record.time());
        if (i >= slices.size()) {
          assertThat(decided).as(label).isEqualTo(decisions.get(i));
          compared += decided.size();
        } else {
          assertThat(decided).as(label).isEmpty();
        }
        second.take(record.otlp(), record.offset(), record.time());
      }
      return compared;
    }
  }

  private record Arrival(byte[] otlp, long offset, long time) {}

  private record Slice(List<Oracle.Decided> decided, long watermark, long time, long[] budgets) {}
}
