package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Batching;
import io.tailrace.component.MetadataKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class JoinerTest {
  private static final int BYTES = 1 << 20;
  private static final long NEVER = Long.MAX_VALUE;

  @Test
  void joinsOnlyPiecesThatAgreeInWhatTheyAreToldApartBy() {
    Joiner joiner = joiner(0, new MetadataKeys(List.of("x-scope-orgid"), 0));
    joiner.add(piece("a", 0, 10), 0);
    joiner.add(piece("b", 10, 20), 1);
    joiner.add(piece("a", 20, 30), 2);

    assertThat(numbers(joiner.take(3))).contains(0, 20).doesNotContain(10);
    assertThat(numbers(joiner.take(3))).contains(10).hasSize(10);
    assertThat(joiner.due(3)).isEqualTo(NEVER);
  }

  @Test
  void joinsAllPiecesWhereNothingTellsThemApart() {
    Joiner joiner = joiner(0, MetadataKeys.NONE);
    joiner.add(piece("a", 0, 10), 0);
    joiner.add(piece("b", 10, 20), 1);

    assertThat(numbers(joiner.take(3))).hasSize(20);
  }

  @Test
  void waitsForEachKindOfItsOwnAndSendsTheLongestWaitingFirst() {
    Joiner joiner = joiner(15, new MetadataKeys(List.of("x-scope-orgid"), 0));
    joiner.add(piece("a", 0, 10), 100);
    joiner.add(piece("b", 10, 20), 200);

    assertThat(joiner.due(300)).isEqualTo(Duration.ofSeconds(1).toNanos() - 200);
    joiner.add(piece("b", 20, 30), 300);
    assertThat(joiner.due(300)).isZero();
    assertThat(numbers(joiner.take(300))).contains(10, 20).hasSize(20);
    assertThat(joiner.due(300)).isPositive();
  }

  @Test
  void holdsFewRequestsHoweverManyKindsThereAre() {
    Joiner joiner = joiner(1_000_000, new MetadataKeys(List.of("x-scope-orgid"), 0));
    int bytes = fill(joiner);

    assertThat(bytes).isBetween(4 * BYTES, 5 * BYTES);
    assertThat(joiner.take(0)).hasSize(1);
    joiner.drop(_ -> true);
    assertThat(joiner.due(0)).isEqualTo(NEVER);
    assertThat(fill(joiner)).isEqualTo(bytes);
  }

  /// Adds pieces of different kinds until one must leave, and returns the bytes of all.
  private static int fill(Joiner joiner) {
    int bytes = 0;
    for (int kind = 0; joiner.due(0) > 0; kind++) {
      Piece piece = piece("tenant " + kind, 0, 100);
      joiner.add(piece, 0);
      bytes += piece.payload().otlp().length;
    }
    return bytes;
  }

  private static Joiner joiner(int minItems, MetadataKeys apart) {
    return new Joiner(
        new Batching(minItems, 0, Duration.ofSeconds(1), apart), Integer.MAX_VALUE, BYTES);
  }

  private static List<Integer> numbers(List<Piece> pieces) {
    return Spans.numbers(pieces.stream().map(Piece::payload).toList());
  }

  private static Piece piece(String tenant, int from, int to) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("traces.raw", 0, 0, new byte[0], new byte[0]);
    Metadata.of(Map.of(Metadata.TENANT, List.of(tenant)), Set.of(Metadata.TENANT))
        .headers()
        .forEach(record.headers()::add);
    Segment segment = new Segment(record);
    segment.open();
    return new Piece(segment, Spans.request(from, to), "");
  }
}
