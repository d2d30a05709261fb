package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Makes the ledger from positions and books.
///
/// @param own the books of this process, fresher than those that it kept
record Auditor(Admin admin, BookKeeper keeper, WriterBooks own) {
  /// Reads the books first and the positions after them, so that a position which is behind the
  /// books proves that something is still in flight and never the other way round.
  Ledger audit(Collection<Planned> routes) throws ExecutionException, InterruptedException {
    List<Map<TopicPartition, WriterBooks.Page>> writers = new ArrayList<>();
    writers.add(own.pages());
    writers.addAll(keeper.others().values());
    List<Ledger.Row> rows = new ArrayList<>();
    List<Ledger.Sampling> samplings = new ArrayList<>();
    try (SamplingBooks books = new SamplingBooks(keeper, this::committed)) {
      writers.add(books.released(routes));
      for (Planned planned : routes) {
        if (planned.route().decides()) {
          samplings.add(books.row(planned, partition -> written(planned, partition, writers)));
        } else if (!planned.route().releases()) {
          rows.add(row(planned, committed(planned.group()), writers));
        }
      }
    }
    return new Ledger(rows, samplings);
  }

  /// The committed positions of a group with what their metadata says.
  Map<TopicPartition, OffsetAndMetadata> committed(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
    admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, commit) -> {
              if (commit != null) {
                found.put(partition, commit);
              }
            });
    return found;
  }

  /// The row of a route.
  static Ledger.Row row(
      Planned planned,
      Map<TopicPartition, OffsetAndMetadata> committed,
      List<Map<TopicPartition, WriterBooks.Page>> writers) {
    Tally sum = Tally.ZERO;
    long inFlight = 0;
    long imbalance = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : committed.entrySet()) {
      Tally tally = Tally.decode(entry.getValue().metadata());
      sum = sum.plus(tally);
      imbalance += tally.imbalance();
      long waiting = written(planned, entry.getKey(), writers) - tally.base() - tally.received();
      if (isPast(entry.getKey(), entry.getValue().offset(), writers)) {
        // All that is in the books was read, so that nothing of it can be in flight.
        imbalance += planned.state() == Planned.State.ABANDONED ? 0 : Math.max(0, waiting);
      } else {
        inFlight += Math.max(0, waiting);
      }
    }
    Plan.Route route = planned.route();
    return new Ledger.Row(
        route.pipeline(),
        route.exporter(),
        route.signal(),
        sum.received(),
        sum.redriven(),
        planned.state() == Planned.State.ABANDONED ? 0 : inFlight,
        sum.exported(),
        sum.refused(),
        sum.deadLettered(),
        sum.expired(),
        planned.abandoned(),
        sum.duplicated(),
        sum.filtered(),
        imbalance);
  }

  private static long written(
      Planned planned,
      TopicPartition partition,
      List<Map<TopicPartition, WriterBooks.Page>> writers) {
    Map<ComponentId, Long> written = new HashMap<>();
    for (Map<TopicPartition, WriterBooks.Page> pages : writers) {
      pages
          .getOrDefault(partition, WriterBooks.Page.EMPTY)
          .items()
          .forEach((receiver, items) -> written.merge(receiver, items, Long::sum));
    }
    return planned.count(partition.partition(), written);
  }

  private static boolean isPast(
      TopicPartition partition,
      long position,
      List<Map<TopicPartition, WriterBooks.Page>> writers) {
    for (Map<TopicPartition, WriterBooks.Page> pages : writers) {
      if (pages.getOrDefault(partition, WriterBooks.Page.EMPTY).offset() > position) {
        return false;
      }
    }
    return true;
  }
}
