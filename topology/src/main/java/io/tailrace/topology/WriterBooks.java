package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/// How many items this process wrote to each partition, by receiver, and up to which offset that
/// holds.
///
/// Both move together: a reader sees the items below an offset and nothing of those above.
final class WriterBooks {
  private final Map<TopicPartition, Page> pages = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Page> kept = new HashMap<>();

  /// Items of one writer in one partition.
  ///
  /// @param offset the count holds for records below it
  /// @param items by receiver
  /// @param gaps stretches of the log, from an offset to another, in which the writer may have
  ///     written more than it knows of, because it was killed
  record Page(long offset, Map<ComponentId, Long> items, Map<Long, Long> gaps) {
    /// Nothing was written.
    static final Page EMPTY = new Page(0, Map.of());

    private static final String GAP = "gap:";

    /// Copies the maps.
    Page {
      items = Map.copyOf(items);
      gaps = Map.copyOf(gaps);
    }

    /// A page that nothing is missing in.
    Page(long offset, Map<ComponentId, Long> items) {
      this(offset, items, Map.of());
    }

    /// The page of a writer that goes on at the end of the log without knowing what it wrote
    /// between its page and there.
    ///
    /// @param filledTo up to where others counted what was missing
    Page goingOnAt(long end, long filledTo) {
      Map<Long, Long> left = new HashMap<>(gaps);
      left.values().removeIf(to -> to <= filledTo);
      if (end > offset) {
        left.put(offset, end);
      }
      return new Page(Math.max(offset, end), items, left);
    }

    /// The page after another record.
    Page plus(long recordOffset, ComponentId receiver, long count) {
      Map<ComponentId, Long> next = new HashMap<>(items);
      next.merge(receiver, count, Long::sum);
      return new Page(Math.max(offset, recordOffset + 1), next, gaps);
    }

    /// As text of a commit's metadata: `1 otlp=120 zipkin=3`.
    String encode() {
      StringBuilder text = new StringBuilder("1");
      new TreeMap<>(items).forEach((id, n) -> text.append(' ').append(id).append('=').append(n));
      new TreeMap<>(gaps)
          .forEach((from, to) -> text.append(' ').append(GAP).append(from + "=" + to));
      return text.toString();
    }

    /// The page that a commit holds; what is not understood counts as nothing.
    static Page decode(long offset, String text) {
      Map<ComponentId, Long> items = new HashMap<>();
      Map<Long, Long> gaps = new HashMap<>();
      String[] parts = text.split(" ", -1);
      for (int i = 1; parts[0].equals("1") && i < parts.length; i++) {
        int equals = parts[i].lastIndexOf('=');
        if (equals > 0) {
          String key = parts[i].substring(0, equals);
          long value = Long.parseLong(parts[i].substring(equals + 1));
          if (key.startsWith(GAP)) {
            gaps.put(Long.parseLong(key.substring(GAP.length())), value);
          } else {
            items.put(Headers.id(key), value);
          }
        }
      }
      return new Page(offset, items, gaps);
    }
  }

  /// Sets what an earlier life of this writer wrote.
  void open(TopicPartition partition, Page page) {
    pages.put(partition, page);
  }

  /// Enters a record that Kafka acknowledged. Acknowledgements of a partition come in the order
  /// of their offsets.
  void wrote(TopicPartition partition, long offset, ComponentId receiver, long items) {
    pages.compute(
        partition, (_, page) -> (page == null ? Page.EMPTY : page).plus(offset, receiver, items));
  }

  /// No record of this writer that is not entered stands below an offset.
  void reached(TopicPartition partition, long offset) {
    pages.computeIfPresent(
        partition,
        (_, page) -> new Page(Math.max(page.offset(), offset), page.items(), page.gaps()));
  }

  /// What was written so far.
  Map<TopicPartition, Page> pages() {
    return Map.copyOf(pages);
  }

  /// What changed since this was last asked; asked by one thread.
  Map<TopicPartition, Page> unkept() {
    Map<TopicPartition, Page> changed = new HashMap<>();
    pages.forEach(
        (partition, page) -> {
          if (!page.equals(kept.put(partition, page))) {
            changed.put(partition, page);
          }
        });
    return changed;
  }
}
