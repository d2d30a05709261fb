package io.tailrace.topology.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What one version of the product writes to the topics of decisions, every other one reads.
final class DecisionsTest {
  private static final Account ACCOUNT =
      new Account(
          5,
          6,
          100,
          4,
          Map.of("filter/a", 3L),
          Map.of(
              new Account.Outcome(true, "errors"), new Account.Count(2, 20, 4000, 1),
              new Account.Outcome(false, "_none"), new Account.Count(7, 60, 9000, 0)));

  static Stream<AvroValues> values() {
    return Stream.of(Decisions.SLICES, Decisions.FENCES, TraceSummaries.SCHEMAS);
  }

  @Test
  void readTheSliceThatTheyWrote() {
    TraceIds keeps = new TraceIds();
    keeps.add(1, -2, 0);
    keeps.add(Long.MIN_VALUE, Long.MAX_VALUE, 1);
    TraceIds drops = new TraceIds();
    drops.add(9, 10, 2);
    drops.add(9, -11, 2);
    drops.add(9, 12, 1);
    Decision.Slice slice =
        new Decision.Slice(
            10,
            20,
            30,
            1,
            3,
            new Decision.Times(1000, 900, -1),
            7,
            "v1",
            List.of("errors", "slow", "_none"),
            keeps,
            drops,
            ACCOUNT,
            List.of(4L, -5L));

    Decision.Slice read = (Decision.Slice) Decisions.decode(Decisions.encode(slice)).orElseThrow();

    assertThat(read).usingRecursiveComparison().ignoringFields("keeps", "drops").isEqualTo(slice);
    assertThat(texts(read.keeps())).containsExactlyElementsOf(texts(keeps));
    assertThat(texts(read.drops()))
        .as("only the low halves of ids that are dropped are written")
        .containsExactlyInAnyOrder("0 10 2", "0 -11 2", "0 12 1");
    assertThat(read.completes()).isFalse();
  }

  private static List<String> texts(TraceIds ids) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      texts.add(ids.high(i) + " " + ids.low(i) + " " + ids.cause(i));
    }
    return texts;
  }

  @Test
  void readTheFenceAndTheBeginningThatTheyWrote() {
    Decision.Slice beginning = Decision.Slice.beginning(3, 4, 5, 6);

    assertThat(Decisions.decode(Decisions.encode(new Decision.Fence(42))))
        .contains(new Decision.Fence(42));
    assertThat(Decisions.decode(Decisions.encode(beginning)).orElseThrow())
        .isInstanceOfSatisfying(
            Decision.Slice.class,
            read -> {
              assertThat(read.begins()).isTrue();
              assertThat(read.account()).isEqualTo(Account.beginning(5, 6));
            });
  }

  @Test
  void ignoreWhatIsNone() {
    assertThat(Decisions.decode(new byte[] {1, 2, 3})).isEmpty();
    assertThat(Decisions.decode(new byte[0])).isEmpty();
  }

  @Test
  void countWhatIsNotDecided() {
    assertThat(ACCOUNT.undecided()).isEqualTo(100 - 3 - 20 - 60);
    assertThat(ACCOUNT.plus(ACCOUNT).undecided()).isEqualTo(2 * (100 - 3 - 20 - 60));
    assertThat(ACCOUNT.spans(true)).isEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("values")
  void haveSchemasEachOfWhichReadsTheOthers(AvroValues values) throws IOException {
    for (Schema writer : values.schemas()) {
      for (Schema reader : values.schemas()) {
        BinaryMessageDecoder<GenericRecord> decoder =
            new BinaryMessageDecoder<>(GenericData.get(), reader);
        decoder.addSchema(writer);
        byte[] bytes = new AvroValuesOf(writer).sample();

        assertThat(decoder.decode(bytes)).isNotNull();
      }
    }
  }
}
