package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;

/// How topics and consumer groups are called: what a person reads in them is what the file says.
///
/// @param prefix what all names begin with
record TopicNames(String prefix) {
  private static final List<Signal> SIGNALS = List.of(Signal.TRACES, Signal.METRICS, Signal.LOGS);
  private static final int LONGEST = 249;
  private static final String MADE = ".p.";
  private static final String UNNAMED = "default";
  private static final String DECISIONS = "decisions.";
  private static final String SUMMARIES = "trace-summaries.";
  private static final String TO = ".to.";
  private static final String FILLED = ".filled";

  /// The topic that receivers write a signal to.
  String raw(Signal signal) {
    return prefix + signal.id() + ".raw";
  }

  /// Whether receivers write to a topic.
  boolean isRaw(String topic) {
    return SIGNALS.stream().anyMatch(signal -> topic.equals(raw(signal)));
  }

  /// The topic of what a pipeline made, where it has one of its own.
  String pipeline(ComponentId pipeline) {
    String name = pipeline.name();
    String rest =
        name.isEmpty()
            ? UNNAMED
            : name.equals(UNNAMED) ? UNNAMED + "-" + checksum(name) : escape(name);
    return cut(prefix + pipeline.type() + MADE + rest);
  }

  /// The topics of the sampling of a pipeline.
  ///
  /// @param source where its spans come from
  SamplingTopics sampling(ComponentId pipeline, String source) {
    String name = escape(pipeline.toString());
    return new SamplingTopics(
        source, cut(prefix + DECISIONS + name), cut(prefix + SUMMARIES + name), pipeline(pipeline));
  }

  /// Whether a topic has decisions.
  boolean isDecisions(String topic) {
    return topic.startsWith(prefix + DECISIONS);
  }

  /// Whether a topic has summaries of traces.
  boolean isSummaries(String topic) {
    return topic.startsWith(prefix + SUMMARIES);
  }

  /// Whether a topic is what a pipeline made.
  boolean isPipeline(String topic) {
    return SIGNALS.stream().anyMatch(signal -> topic.startsWith(prefix + signal.id() + MADE));
  }

  /// Whether a topic is made of what receivers wrote: by a pipeline or by a sampling.
  boolean isMade(String topic) {
    return isPipeline(topic) || isDecisions(topic) || isSummaries(topic);
  }

  /// The topic of what backends refused.
  String deadLetter() {
    return prefix + "dead-letter";
  }

  /// The compacted topic of the plan.
  String plan() {
    return prefix + "plan";
  }

  /// The empty topic whose partitions stand for those of the raw topics in the books: positions in
  /// it may be kept by those who may not read telemetry.
  String ledger() {
    return prefix + "ledger";
  }

  /// The partition of the books that stands for one of a raw topic.
  TopicPartition page(TopicPartition raw) {
    return new TopicPartition(
        ledger(), raw.partition() * SIGNALS.size() + SIGNALS.indexOf(signal(raw.topic())));
  }

  /// The partition of a raw topic that one of the books stands for.
  TopicPartition ofPage(TopicPartition page) {
    return new TopicPartition(
        raw(SIGNALS.get(page.partition() % SIGNALS.size())), page.partition() / SIGNALS.size());
  }

  /// How many partitions the books have when raw topics have so many.
  static int pages(int partitions) {
    return partitions * SIGNALS.size();
  }

  private Signal signal(String raw) {
    for (Signal signal : SIGNALS) {
      if (raw(signal).equals(raw)) {
        return signal;
      }
    }
    throw new IllegalArgumentException(raw + " is no raw topic");
  }

  /// The consumer group of an exporter in a pipeline.
  String group(ComponentId pipeline, ComponentId exporter) {
    return cut(prefix + escape(pipeline.toString()) + TO + escape(exporter.toString()));
  }

  /// The consumer group of an exporter that reads what the sampling of a pipeline kept.
  ///
  /// @param sampled the pipeline that has the sampling
  String group(ComponentId pipeline, ComponentId exporter, ComponentId sampled) {
    String source = sampled.equals(pipeline) ? "sampled" : "sampled." + escape(sampled.toString());
    return cut(
        prefix + escape(pipeline.toString()) + "." + source + TO + escape(exporter.toString()));
  }

  /// The pseudo-group whose positions are the books of one writer.
  String books(String writer) {
    return cut(booksPrefix() + escape(writer));
  }

  /// The pseudo-group of what others counted for a writer that may not read.
  static String filled(String books) {
    return books + FILLED;
  }

  /// Whether a pseudo-group is one of those.
  static boolean isFilled(String books) {
    return books.endsWith(FILLED);
  }

  /// The pseudo-group whose positions say which dead letters of a group were offered again.
  String redriven(String group) {
    return cut(prefix + "redriven." + group);
  }

  /// What the pseudo-groups of all writers begin with.
  String booksPrefix() {
    return prefix + "ledger.";
  }

  /// Replaces what Kafka does not allow. Only the slash of an id has a replacement of its own;
  /// every other one is told apart by a checksum at the end.
  static String escape(String id) {
    StringBuilder text = new StringBuilder(id.length());
    boolean odd = id.contains(TO);
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (isPlain(c)) {
        text.append(c);
      } else if (c == '/' && id.indexOf('/') == i) {
        text.append('.');
      } else {
        text.append('_');
        odd = true;
      }
    }
    return odd ? text.append('-').append(checksum(id)).toString() : text.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  private static String cut(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 9) + "-" + checksum(name);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
