package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Keeps the books of writers in Kafka: as positions of a pseudo-group for each writer, whose
/// metadata are counts. After a kill, what was written since is counted again from the log.
///
/// @param writer the writer that this process is
record BookKeeper(Admin admin, KafkaConnection kafka, TopicNames names, String writer) {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Opens the books of this writer: what it kept, and what it wrote after that.
  void open(WriterBooks books, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, WriterBooks.Page> kept = read(names.books(writer));
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    try (Scan scan = new Scan(kafka)) {
      for (TopicPartition partition : partitions) {
        WriterBooks.Page page = kept.getOrDefault(partition, WriterBooks.Page.EMPTY);
        books.open(partition, page);
        long from = Math.max(page.offset(), begins.getOrDefault(partition, 0L));
        long to = ends.getOrDefault(partition, from);
        scan.between(partition, from, to, record -> enter(books, partition, record));
        books.reached(partition, to);
      }
    }
    keep(books);
  }

  /// Opens the books of a writer that may not read what it wrote: what came after its last page
  /// is left for others to count.
  void openUnread(WriterBooks books, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, WriterBooks.Page> kept = read(names.books(writer));
    Map<TopicPartition, WriterBooks.Page> filled = read(TopicNames.filled(names.books(writer)));
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    for (TopicPartition partition : partitions) {
      long end = ends.getOrDefault(partition, 0L);
      WriterBooks.Page page = kept.get(partition);
      long filledTo = filled.getOrDefault(partition, WriterBooks.Page.EMPTY).offset();
      books.open(
          partition,
          page == null ? new WriterBooks.Page(end, Map.of()) : page.goingOnAt(end, filledTo));
    }
    keep(books);
  }

  /// Counts what writers that may not read could not.
  void fill() throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, WriterBooks.Page>> all = others();
    for (Map.Entry<String, Map<TopicPartition, WriterBooks.Page>> book : all.entrySet()) {
      if (!TopicNames.isFilled(book.getKey())) {
        String group = TopicNames.filled(book.getKey());
        Map<TopicPartition, OffsetAndMetadata> filled =
            filled(book.getKey(), book.getValue(), all.getOrDefault(group, Map.of()));
        if (!filled.isEmpty()) {
          admin.alterConsumerGroupOffsets(group, filled).all().get();
        }
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> filled(
      String group,
      Map<TopicPartition, WriterBooks.Page> pages,
      Map<TopicPartition, WriterBooks.Page> before)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> filled = new HashMap<>();
    for (Map.Entry<TopicPartition, WriterBooks.Page> each : pages.entrySet()) {
      TopicPartition partition = each.getKey();
      WriterBooks.Page known = before.getOrDefault(partition, WriterBooks.Page.EMPTY);
      Map<Long, Long> gaps = new TreeMap<>(each.getValue().gaps());
      gaps.values().removeIf(to -> to <= known.offset());
      if (gaps.isEmpty()) {
        continue;
      }
      Map<ComponentId, Long> items = new HashMap<>(known.items());
      long begin = offsets(List.of(partition), OffsetSpec.earliest()).getOrDefault(partition, 0L);
      long last = known.offset();
      try (Scan scan = new Scan(kafka)) {
        for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
          long from = Math.max(begin, gap.getKey());
          last = Math.max(last, gap.getValue());
          scan.between(partition, from, gap.getValue(), record -> add(items, record, group, 1));
        }
      }
      filled.put(
          names.page(partition),
          new OffsetAndMetadata(last, new WriterBooks.Page(last, items).encode()));
    }
    return filled;
  }

  private void enter(
      WriterBooks books, TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    if (isOf(record, writer)) {
      Headers.receiver(record.headers())
          .ifPresent(receiver -> books.wrote(partition, record.offset(), receiver, items(record)));
    }
  }

  /// Keeps what was written so far.
  void keep(WriterBooks books) throws ExecutionException, InterruptedException {
    keep(books, PATIENCE);
  }

  /// Keeps what was written so far.
  ///
  /// @param patience how long Kafka may take for it
  void keep(WriterBooks books, Duration patience) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    books
        .unkept()
        .forEach(
            (partition, page) ->
                commits.put(
                    names.page(partition), new OffsetAndMetadata(page.offset(), page.encode())));
    if (!commits.isEmpty()) {
      admin
          .alterConsumerGroupOffsets(
              names.books(writer),
              commits,
              new AlterConsumerGroupOffsetsOptions().timeoutMs((int) patience.toMillis()))
          .all()
          .get();
    }
  }

  /// Reads the books of all writers but this one.
  Map<String, Map<TopicPartition, WriterBooks.Page>> others()
      throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, WriterBooks.Page>> all = new HashMap<>();
    for (GroupListing group : admin.listGroups().all().get()) {
      String id = group.groupId();
      if (id.startsWith(names.booksPrefix()) && !id.equals(names.books(writer))) {
        all.put(id, read(id));
      }
    }
    return all;
  }

  private Map<TopicPartition, WriterBooks.Page> read(String group)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, WriterBooks.Page> pages = new HashMap<>();
    admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, commit) -> {
              if (commit != null && partition.topic().equals(names.ledger())) {
                pages.put(
                    names.ofPage(partition),
                    WriterBooks.Page.decode(commit.offset(), commit.metadata()));
              }
            });
    return pages;
  }

  /// Counts what all writers wrote to a partition below an offset, by receiver: from the books,
  /// and from the log where they hold for another offset.
  Map<ComponentId, Long> below(WriterBooks own, TopicPartition partition, long offset)
      throws ExecutionException, InterruptedException {
    if (names.isPipeline(partition.topic())) {
      Optional<WriterBooks.Page> released = released(partition, offset);
      if (released.isPresent()) {
        return released.get().items();
      }
    }
    Map<String, Map<TopicPartition, WriterBooks.Page>> all = new HashMap<>(others());
    all.put(names.books(writer), own.pages());
    Map<ComponentId, Long> sum = new HashMap<>();
    try (Scan scan = new Scan(kafka)) {
      for (Map.Entry<String, Map<TopicPartition, WriterBooks.Page>> entry : all.entrySet()) {
        WriterBooks.Page page = entry.getValue().getOrDefault(partition, WriterBooks.Page.EMPTY);
        page.items().forEach((receiver, items) -> sum.merge(receiver, items, Long::sum));
        int sign = page.offset() <= offset ? 1 : -1;
        long from = Math.min(page.offset(), offset);
        long to = Math.max(page.offset(), offset);
        scan.between(partition, from, to, record -> add(sum, record, entry.getKey(), sign));
      }
    }
    return sum;
  }

  /// What a sampling released to a partition below an offset, which its last record there says;
  /// empty where none has released anything. It is entered for the receiver of that record: what
  /// is released takes the same way, whoever received it.
  Optional<WriterBooks.Page> released(TopicPartition partition, long below) {
    try (Scan scan = new Scan(kafka)) {
      return scan.last(partition, below).flatMap(this::released);
    }
  }

  /// What a sampling released to a partition up to a record.
  Optional<WriterBooks.Page> released(ConsumerRecord<byte[], byte[]> record) {
    return Headers.number(record.headers(), Headers.TOTAL)
        .flatMap(
            total ->
                Headers.receiver(record.headers())
                    .map(
                        receiver ->
                            new WriterBooks.Page(record.offset() + 1, Map.of(receiver, total))));
  }

  private void add(
      Map<ComponentId, Long> sum, ConsumerRecord<byte[], byte[]> record, String group, int sign) {
    boolean ours =
        Headers.text(record.headers(), Headers.WRITER)
            .map(names::books)
            .filter(group::equals)
            .isPresent();
    if (ours) {
      Headers.receiver(record.headers())
          .ifPresent(receiver -> sum.merge(receiver, sign * items(record), Long::sum));
    }
  }

  private static boolean isOf(ConsumerRecord<byte[], byte[]> record, String writer) {
    return Headers.text(record.headers(), Headers.WRITER).filter(writer::equals).isPresent();
  }

  private static long items(ConsumerRecord<byte[], byte[]> record) {
    return Headers.number(record.headers(), Headers.ITEMS).orElse(0L);
  }

  /// How many records partitions hold.
  long records(Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    long records = 0;
    for (long end : offsets(partitions, OffsetSpec.latest()).values()) {
      records += end;
    }
    for (long begin : offsets(partitions, OffsetSpec.earliest()).values()) {
      records -= begin;
    }
    return records;
  }

  /// Asks for offsets of partitions.
  Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, spec));
    return offsets(wanted);
  }

  /// Asks for an offset of each partition.
  Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> wanted)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> found = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> answers = admin.listOffsets(wanted).all().get();
    answers.forEach((partition, info) -> found.put(partition, info.offset()));
    return found;
  }

  /// Asks for the time stamp, in milliseconds, of a record of each partition.
  Map<TopicPartition, Long> stamps(Map<TopicPartition, OffsetSpec> wanted)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> found = new HashMap<>();
    if (!wanted.isEmpty()) {
      admin
          .listOffsets(wanted)
          .all()
          .get()
          .forEach((partition, info) -> found.put(partition, info.timestamp()));
    }
    return found;
  }
}
