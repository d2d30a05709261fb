package io.tailrace.topology;

import io.tailrace.topology.decisions.Account;
import io.tailrace.topology.decisions.Decision;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// The books of samplings, as their topics have them: decisions with what they are about, and what
/// was released with every record of it.
///
/// What was released is read before the decisions, and how far that is before both: what is missing
/// then is still on its way, or lost if nothing is.
final class SamplingBooks implements AutoCloseable {
  private final BookKeeper keeper;
  private final Positions positions;
  private final Scan scan;
  private final Map<TopicPartition, Releasing.Mark> marks = new HashMap<>();
  private final Map<TopicPartition, Long> passed = new HashMap<>();

  /// Tells where a group stands.
  @FunctionalInterface
  interface Positions {
    /// The committed positions of a group.
    Map<TopicPartition, OffsetAndMetadata> of(String group)
        throws ExecutionException, InterruptedException;
  }

  SamplingBooks(BookKeeper keeper, Positions positions) {
    this.keeper = keeper;
    this.positions = positions;
    this.scan = new Scan(keeper.kafka());
  }

  /// Reads how far the samplings among routes have released, and returns what they did as pages of
  /// a writer.
  Map<TopicPartition, WriterBooks.Page> released(Collection<Planned> routes)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, WriterBooks.Page> pages = new HashMap<>();
    for (Planned planned : routes) {
      Plan.Route route = planned.route();
      if (!route.releases()) {
        continue;
      }
      String output = topics(route).output();
      for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
          positions.of(route.group()).entrySet()) {
        if (each.getKey().topic().equals(route.topic())) {
          TopicPartition partition = new TopicPartition(output, each.getKey().partition());
          passed.put(partition, each.getValue().offset());
          scan.last(partition, Long.MAX_VALUE)
              .ifPresent(
                  last -> {
                    Releasing.Mark.of(last).ifPresent(mark -> marks.put(partition, mark));
                    keeper.released(last).ifPresent(page -> pages.put(partition, page));
                  });
        }
      }
    }
    return pages;
  }

  /// The row of a sampling.
  ///
  /// @param written how many spans were written for it to a partition
  Ledger.Sampling row(Planned planned, ToLongFunction<TopicPartition> written)
      throws ExecutionException, InterruptedException {
    Plan.Route route = planned.route();
    SamplingTopics topics = topics(route);
    Account sum = Account.beginning(0, 0);
    Map<String, Long> filtered = new TreeMap<>();
    long released = 0;
    long inFlight = 0;
    long imbalance = 0;
    for (TopicPartition source : positions.of(route.group()).keySet()) {
      TopicPartition output = new TopicPartition(topics.output(), source.partition());
      Optional<Decision.Slice> last =
          DecisionHistory.last(scan, new TopicPartition(topics.decisions(), source.partition()));
      if (last.isEmpty()) {
        continue;
      }
      Account account = last.get().account();
      Releasing.Mark mark = marks.getOrDefault(output, Releasing.Mark.NONE);
      long dropped = mark.filtered().values().stream().mapToLong(Long::longValue).sum();
      long made = Math.max(0, mark.total() - account.released());
      long kept = account.spans(true);
      long waiting = kept - made - dropped;
      boolean all = passed.getOrDefault(output, 0L) >= last.get().position();
      imbalance += waiting < 0 || all ? waiting : 0;
      inFlight += account.undecided() + (waiting < 0 || all ? 0 : waiting);
      inFlight += Math.max(0, written.applyAsLong(source) - account.base() - account.received());
      released += made;
      mark.filtered().forEach((processor, items) -> filtered.merge(processor, items, Long::sum));
      sum = sum.plus(account);
    }
    sum.filtered().forEach((processor, items) -> filtered.merge(processor, items, Long::sum));
    return new Ledger.Sampling(
        route.pipeline(),
        route.exporter().name(),
        sum.received(),
        inFlight,
        released,
        notSampled(sum),
        filtered,
        imbalance);
  }

  private static Map<String, Long> notSampled(Account account) {
    Map<String, Long> spans = new TreeMap<>();
    account
        .outcomes()
        .forEach(
            (outcome, count) -> {
              if (!outcome.kept()) {
                spans.merge(outcome.cause(), count.spans(), Long::sum);
              }
            });
    return spans;
  }

  private SamplingTopics topics(Plan.Route route) {
    return keeper.names().sampling(route.pipeline(), route.topic());
  }

  @Override
  public void close() {
    scan.close();
  }
}
