package io.tailrace.component;

import io.tailrace.component.DeliveryPolicy.StartAt;
import io.tailrace.component.DeliveryPolicy.WhenFull;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How an exporter reads its backlog: keys of Tailrace, the same for every exporter and at the
/// same level as its own.
public record DeliveryConfig(
    @Option(
            min = 0,
            doc =
                "The most items (spans, data points, log records) sent in a second; `0` for no"
                    + " bound. What does not fit waits in Kafka.")
        double maxRate,
    @Option(
            value = "now",
            doc =
                "Where an exporter that is new starts to read: `now`, `earliest` for everything"
                    + " that the topic still has, or how far back, such as `1h`.")
        String startAt,
    @Option(
            value = "refuse",
            doc =
                "What happens when the topics are full while this exporter is behind: `refuse`"
                    + " makes receivers refuse until there is room, `expire` gives up this"
                    + " exporter's oldest items and counts them.")
        WhenFull whenFull)
    implements Validated {
  /// What holds when a file says nothing.
  public static final DeliveryConfig DEFAULT = new DeliveryConfig(0, "now", WhenFull.REFUSE);

  private static final Pattern BACK =
      Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

  @Override
  public void validate(Findings findings) {
    if (parse(startAt).isEmpty()) {
      findings.error(
          "start_at",
          "\"%s\" is none of now, earliest, or a duration such as 1h".formatted(startAt));
    }
  }

  /// Returns the policy of an exporter that has these keys.
  ///
  /// @param maxBytes the most bytes that the exporter wants in one request
  public DeliveryPolicy policy(RetryConfig retry, SendingQueueConfig queue, int maxBytes) {
    return new DeliveryPolicy(
        retry,
        queue.numConsumers(),
        queue.batching(),
        queue.maxBytes(maxBytes),
        maxRate,
        parse(startAt).orElse(StartAt.NOW),
        whenFull);
  }

  private static Optional<StartAt> parse(String text) {
    if (text.equals("now")) {
      return Optional.of(StartAt.NOW);
    }
    if (text.equals("earliest")) {
      return Optional.of(new StartAt(true, Optional.empty()));
    }
    Matcher matcher = BACK.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    Duration back =
        Duration.ofHours(number(matcher.group(1)))
            .plusMinutes(number(matcher.group(2)))
            .plusSeconds(number(matcher.group(3)));
    return Optional.of(new StartAt(false, Optional.of(back)));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
