package io.tailrace.topology;

import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.model.Annotation;
import io.tailrace.topology.decisions.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// What the partitions of one stage of a sampling have in common, and how each of them finds its
/// way back after a restart.
///
/// @param partitions how many the source has
/// @param letters where spans go on which a processor fails
/// @param passing counts what is kept
/// @param annotations what released spans are given, by what decided that they are kept
/// @param meter shows what is decided and what is not
record SamplingStage(
    KafkaConnection kafka,
    Admin admin,
    Gate gate,
    TraceSampler sampler,
    SamplingTopics topics,
    int partitions,
    String writer,
    DeadLetterSink letters,
    Throughput passing,
    List<Annotation> annotations,
    SamplingMeter meter) {
  /// Where deciding goes on in a partition.
  Deciding recover(int partition) {
    try (Scan scan = new Scan(kafka)) {
      DecisionHistory history = DecisionHistory.read(scan, decisions(partition));
      Decision.Slice last = history.last().orElseThrow(() -> lost(partition));
      long committed = committed(source(partition));
      FailedSpans failed = new FailedSpans(Optional.of(letters));
      Deciding deciding =
          new Deciding(deciding(failed), failed, sampler, partitions, history, nanos());
      scan.between(source(partition), last.watermark(), last.position(), again(deciding));
      deciding.account();
      scan.between(source(partition), last.position(), committed, again(deciding));
      deciding.reach(Math.max(last.position(), committed));
      return deciding;
    }
  }

  private Consumer<ConsumerRecord<byte[], byte[]>> again(Deciding deciding) {
    return record -> deciding.readAgain(record, nanos());
  }

  private KafkaException lost(int partition) {
    return new KafkaException(
        "%s has no decisions any more, and without them nobody knows which spans were released."
                .formatted(decisions(partition))
            + " Nothing is released, so that nothing wrong is. Give the pipeline another name to"
            + " begin anew at the end of "
            + topics.source());
  }

  /// Where releasing goes on in a partition.
  Releasing resume(int partition) {
    try (Scan scan = new Scan(kafka)) {
      DecisionHistory history =
          DecisionHistory.read(
              scan,
              decisions(partition),
              committed(decisions(partition)),
              Optional.of(committed(source(partition))));
      if (history.slices().isEmpty()) {
        throw lost(partition);
      }
      KeptTraces kept = new KeptTraces();
      Releasing.Mark mark =
          scan.last(new TopicPartition(topics.output(), partition), Long.MAX_VALUE)
              .flatMap(Releasing.Mark::of)
              .orElse(Releasing.Mark.NONE);
      FailedSpans failed = new FailedSpans(Optional.of(letters));
      return new Releasing(
          choosing(kept, failed), failed, kept, sampler.causes(), writer, history, mark);
    }
  }

  /// The gate whose chains end with the sampling.
  private Gate deciding(FailedSpans failed) {
    return with(
        chain -> {
          Chain before = SamplingPoint.before(chain);
          return SamplingPoint.with(before, before.links().stream().map(failed::guard).toList());
        });
  }

  /// The gate whose chains begin with the choice of spans: processors before the sampling do their
  /// work again, on those that are kept only. What they drop was counted when it was decided.
  private Gate choosing(KeptTraces kept, FailedSpans failed) {
    FailedSpans seenTo = new FailedSpans(Optional.empty());
    Chain.Link choice =
        new Chain.Link(Releasing.NOT_COUNTED, new KeepSpans(kept, annotations), passing);
    return with(
        chain -> {
          List<Chain.Link> links = new ArrayList<>();
          links.add(choice);
          for (Chain.Link link : SamplingPoint.before(chain).links()) {
            Chain.Link guarded = seenTo.guard(link);
            links.add(
                new Chain.Link(Releasing.NOT_COUNTED, guarded.processor(), guarded.throughput()));
          }
          SamplingPoint.after(chain).forEach(link -> links.add(failed.guard(link)));
          return SamplingPoint.with(chain, links);
        });
  }

  private Gate with(UnaryOperator<Chain> change) {
    return new Gate(
        gate.route(),
        gate.chains().stream().map(change).toList(),
        gate.former().stream()
            .map(
                each ->
                    new Gate.Before(each.sources(), each.chains().stream().map(change).toList()))
            .toList());
  }

  /// Says whether a partition of the source was read to its end.
  LogEnd end(int partition) {
    return kafka
        .log()
        .<LogEnd>map(log -> new LogEnd.Local(log, source(partition), SamplingStage::now))
        .orElseGet(() -> new LogEnd.Remote(admin, source(partition), SamplingStage::now));
  }

  private TopicPartition source(int partition) {
    return new TopicPartition(topics.source(), partition);
  }

  private TopicPartition decisions(int partition) {
    return new TopicPartition(topics.decisions(), partition);
  }

  private long committed(TopicPartition partition) {
    String group = gate.route().group();
    ListConsumerGroupOffsetsSpec asked =
        new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition));
    try {
      OffsetAndMetadata found =
          admin
              .listConsumerGroupOffsets(
                  Map.of(group, asked), new ListConsumerGroupOffsetsOptions().requireStable(true))
              .partitionsToOffsetAndMetadata(group)
              .get()
              .get(partition);
      if (found == null) {
        throw new KafkaException(group + " has no position in " + partition);
      }
      return found.offset();
    } catch (ExecutionException e) {
      throw new KafkaException("the position of " + group + " is not known", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /// The time here.
  long nanos() {
    return now();
  }

  private static long now() {
    return Timing.SYSTEM.nanos().getAsLong();
  }
}
