package io.tailrace.processors.tail_sampling;

import io.tailrace.component.Factory;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Undecided;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Decides which traces are kept, as the Collector's processor of this name does, but for the time:
/// here it is the log's, so that who reads a log again decides the same again.
public final class TailSampler implements TraceSampler {
  /// The processor `tail_sampling`.
  public static final Factory<TailSamplingConfig> FACTORY =
      Factory.sampler(
          "tail_sampling", TailSamplingConfig.class, (config, _) -> new TailSampler(config));

  private static final int VERSION_BYTES = 8;

  private final Settings settings;
  private final Plan plan;
  private final String version;

  private TailSampler(TailSamplingConfig config) {
    settings = Settings.of(config);
    plan = Compilation.of(config);
    version = version(settings + " " + config.sampleOnFirstMatch() + " " + config.policies());
  }

  private static String version(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, VERSION_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public List<String> causes() {
    return Stream.concat(plan.names().stream(), Stream.of(NO_POLICY, TOO_LARGE)).toList();
  }

  @Override
  public double adjustedCount(int cause) {
    return cause < policies() ? plan.policies().get(cause).adjustedCount() : 1;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public Duration decisionWait() {
    return Duration.ofMillis(settings.afterFirst());
  }

  @Override
  public Reads reads() {
    return new Reads(
        plan.predicates().stream()
            .filter(Predicate.OfAttribute.class::isInstance)
            .map(each -> ((Predicate.OfAttribute) each).key())
            .distinct()
            .toList());
  }

  @Override
  public Undecided open(int partitions) {
    return new UndecidedTraces(settings, plan, partitions);
  }
}
