package io.tailrace.topology;

import io.tailrace.component.Payload;
import io.tailrace.model.Signal;
import io.tailrace.topology.decisions.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The release of one partition's spans by the decisions about their traces.
///
/// Records and decisions come merged by offset, but that is never relied on: a record about whose
/// spans not everything is decided is an error, and nothing behind it may pass.
final class Releasing {
  /// Stands for processors whose drops are counted elsewhere.
  static final String NOT_COUNTED = "";

  private static final Logger LOG = LoggerFactory.getLogger(Releasing.class);
  private static final byte[] NOTHING = {};

  private final Gate gate;
  private final FailedSpans failed;
  private final KeptTraces kept;
  private final List<String> causes;
  private final String writer;
  private final Deque<Decision.Slice> forgetting = new ArrayDeque<>();
  private long watermark;
  private final Mark done;
  private final Map<String, Long> filtered;
  private long total;
  private long time;

  /// How far the output of a partition goes.
  ///
  /// @param offset of the last source record that something was written of
  /// @param piece how many pieces of it were written
  /// @param total how many spans were written to the partition, ever
  /// @param filtered how many of those that are kept processors dropped since the sampling began,
  ///     by processor
  record Mark(long offset, int piece, long total, Map<String, Long> filtered) {
    /// Nothing was written yet.
    static final Mark NONE = new Mark(-1, 0, 0, Map.of());

    /// Reads it from a record of the output; empty if it is none of ours.
    static Optional<Mark> of(ConsumerRecord<byte[], byte[]> record) {
      Optional<Long> total = Headers.number(record.headers(), Headers.TOTAL);
      return Headers.text(record.headers(), Headers.SOURCE)
          .map(text -> text.split("\\.", 2))
          .filter(parts -> parts.length == 2 && total.isPresent())
          .map(
              parts ->
                  new Mark(
                      Long.parseLong(parts[0]),
                      Integer.parseInt(parts[1]),
                      total.orElseThrow(),
                      Counts.decode(Headers.text(record.headers(), Headers.FILTERED).orElse(""))));
    }

    private boolean covers(long at, int number) {
      return at < offset || (at == offset && number <= piece);
    }
  }

  /// Spans that are released.
  ///
  /// @param time of the log when it was decided about them
  record Released(byte[] otlp, Header[] headers, long time) {}

  /// Goes on.
  ///
  /// @param gate tells the records that are to be sampled; its chains begin with the choice of the
  ///     spans that are kept
  /// @param failed is told which record they process
  /// @param kept is what that choice looks at
  /// @param causes what decides, by the numbers that the choice uses
  /// @param writer the name of this process
  /// @param history the decisions that came before; not empty
  /// @param done what is in the output already: it is not written again
  Releasing(
      Gate gate,
      FailedSpans failed,
      KeptTraces kept,
      List<String> causes,
      String writer,
      DecisionHistory history,
      Mark done) {
    this.gate = gate;
    this.failed = failed;
    this.kept = kept;
    this.causes = List.copyOf(causes);
    this.writer = writer;
    this.done = done;
    this.total = done.total();
    this.filtered = new TreeMap<>(done.filtered());
    this.watermark = history.slices().getFirst().previous();
    history.slices().forEach(this::learn);
  }

  /// Takes in a decision.
  void learn(Decision decision) {
    if (!(decision instanceof Decision.Slice slice)) {
      return;
    }
    if (!slice.begins() && slice.previous() != watermark) {
      LOG.error(
          "a slice of decisions that goes on from offset {} is ignored: those before it end at {}",
          slice.previous(),
          watermark);
      return;
    }
    kept.add(slice.keeps(), numbers(slice), slice.watermark());
    time = Math.max(time, slice.times().decided());
    if (slice.completes()) {
      watermark = slice.watermark();
      forgetting.add(slice);
    }
  }

  /// Policies by name: those of an earlier configuration have other numbers, or none.
  private int[] numbers(Decision.Slice slice) {
    return slice.causes().stream().mapToInt(cause -> Math.max(0, causes.indexOf(cause))).toArray();
  }

  /// Releases what is kept of a record.
  ///
  /// @param released takes each piece of it
  /// @throws IllegalStateException if not everything is decided about it
  void release(ConsumerRecord<byte[], byte[]> record, Consumer<Released> released) {
    if (record.offset() >= watermark) {
      throw new IllegalStateException(
          "offset %d of partition %d comes before the decisions about it, which end at %d"
              .formatted(record.offset(), record.partition(), watermark));
    }
    while (!forgetting.isEmpty() && forgetting.getFirst().position() <= record.offset()) {
      kept.forgetUpTo(forgetting.removeFirst().forgotten());
    }
    Segment segment = new Segment(record);
    List<Payload> pieces = new ArrayList<>(1);
    failed.at(record);
    gate.accept(segment, piece -> pieces.addAll(fitting(piece.payload())));
    Map<String, Long> dropped = new TreeMap<>(segment.tally().filtered());
    dropped.remove(NOT_COUNTED);
    if (!dropped.isEmpty() && !done.covers(record.offset(), 0)) {
      // What was dropped is told before anything else of the record.
      dropped.forEach((processor, items) -> filtered.merge(processor, items, Long::sum));
      released.accept(released(record, 0, Payload.empty(Signal.TRACES)));
    }
    for (int i = 0; i < pieces.size(); i++) {
      if (!done.covers(record.offset(), i + 1)) {
        Payload payload = pieces.get(i);
        total += payload.items();
        released.accept(released(record, i + 1, payload));
      }
    }
  }

  /// Splits what processors or notes have made larger than a record may be.
  private static List<Payload> fitting(Payload payload) {
    if (payload.otlp().length <= ModelBytes.LARGEST || payload.items() == 1) {
      return List.of(payload);
    }
    List<Payload> parts = new ArrayList<>();
    for (Payload part : ModelBytes.split(payload, Math.ceilDiv(payload.items(), 2))) {
      parts.addAll(fitting(part));
    }
    return parts;
  }

  private Released released(ConsumerRecord<byte[], byte[]> record, int number, Payload payload) {
    List<Header> headers = new ArrayList<>();
    Headers.text(record.headers(), Headers.RECEIVER)
        .ifPresent(receiver -> headers.add(header(Headers.RECEIVER, Headers.text(receiver))));
    headers.addAll(Metadata.of(record.headers()).headers());
    if (!payload.origins().runs().isEmpty()) {
      headers.add(header(Headers.ORIGINS, OriginsCodec.encode(payload.origins())));
    }
    headers.add(header(Headers.WRITER, Headers.text(writer)));
    headers.add(header(Headers.SCHEMA, Headers.version()));
    headers.add(header(Headers.ITEMS, Headers.number(payload.items())));
    headers.add(header(Headers.SOURCE, Headers.text(record.offset() + "." + number)));
    headers.add(header(Headers.TOTAL, Headers.number(total)));
    if (!filtered.isEmpty()) {
      headers.add(header(Headers.FILTERED, Headers.text(Counts.encode(filtered))));
    }
    byte[] otlp = payload.isEmpty() ? NOTHING : payload.otlp();
    return new Released(otlp, headers.toArray(Header[]::new), time);
  }

  private static Header header(String key, byte[] value) {
    return new RecordHeader(key, value);
  }
}
