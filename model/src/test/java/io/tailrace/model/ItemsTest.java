package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemsTest {
  @Test
  void takesTheWholeRangeByteForByte() {
    for (int seed = 0; seed < 100; seed++) {
      for (Signal signal : Signal.values()) {
        Items items = items(seed, signal);
        Part whole = items.range(0, items.count());
        Items again = Items.of(signal, whole.otlp());
        assertThat(again.count()).isEqualTo(items.count());
        assertThat(again.range(0, again.count()).otlp()).isEqualTo(whole.otlp());
      }
    }
  }

  @Test
  void partsHoldTheSameItemsAsTheWhole() {
    for (int seed = 0; seed < 100; seed++) {
      for (Signal signal : Signal.values()) {
        Items items = items(seed, signal);
        assertSame(signal, items, items.chunks(3));
        assertSame(signal, items, items.halves());
        for (int most : new int[] {200, 2_000, 20_000, 1_000_000}) {
          Split split = items.split(most);
          assertThat(split.parts()).allMatch(part -> part.otlp().length <= most);
          int kept = split.parts().stream().mapToInt(Part::items).sum();
          assertThat(kept + split.rejected()).isEqualTo(items.count());
          if (split.rejected() + split.cut() == 0) {
            assertSame(signal, items, split.parts());
          }
        }
      }
    }
  }

  private static void assertSame(Signal signal, Items whole, List<Part> parts) {
    List<String> expected = singles(signal, whole.range(0, whole.count()));
    List<String> found = new ArrayList<>();
    for (Part part : parts) {
      List<String> singles = singles(signal, part);
      assertThat(singles).hasSize(part.items());
      found.addAll(singles);
    }
    assertThat(found).isEqualTo(expected);
  }

  private static List<String> singles(Signal signal, Part part) {
    Items items = Items.of(signal, part.otlp());
    List<String> singles = new ArrayList<>();
    for (int i = 0; i < items.count(); i++) {
      byte[] single = items.range(i, i + 1).otlp();
      singles.add(String.valueOf(InspectionTest.parse(signal, single)));
    }
    return singles;
  }

  @Test
  void bisectsDownToEachItem() {
    Items items = items(4, Signal.TRACES);
    List<Part> left = new ArrayList<>(List.of(items.range(0, items.count())));
    int alone = 0;
    while (!left.isEmpty()) {
      Part part = left.removeLast();
      if (part.items() <= 1) {
        alone += part.items();
      } else {
        left.addAll(Items.of(Signal.TRACES, part.otlp()).halves());
      }
    }
    assertThat(alone).isEqualTo(items.count()).isGreaterThan(5);
  }

  @Test
  void fillsPartsUpToTheSize() throws Exception {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int seed = 0; seed < 300; seed++) {
      many.write(new RandomTelemetry(seed).traces().toByteArray());
    }
    int most = 20_000;
    Split split = Items.of(Signal.TRACES, many.toByteArray()).split(most);
    assertThat(split.rejected()).isZero();
    assertThat(split.parts().size()).isLessThan(many.size() / most * 5 / 4);
  }

  @Test
  void cutsALogLineThatIsTooLongAndSaysSo() throws Exception {
    String line = "ä".repeat(50_000);
    byte[] request =
        logs(
            LogRecord.newBuilder().setSeverityText("before").build(),
            LogRecord.newBuilder()
                .setSeverityText("INFO")
                .addAttributes(KeyValue.newBuilder().setKey("k"))
                .setBody(AnyValue.newBuilder().setStringValue(line))
                .build(),
            LogRecord.newBuilder().setSeverityText("after").build());

    Split split = Items.of(Signal.LOGS, request).split(10_000);

    assertThat(split.rejected()).isZero();
    assertThat(split.cut()).isEqualTo(1);
    assertThat(split.parts()).hasSize(3);
    assertThat(split.parts().get(1).otlp().length).isBetween(9_700, 10_000);
    LogRecord cut =
        ExportLogsServiceRequest.parseFrom(split.parts().get(1).otlp())
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecords(0);
    assertThat(line).startsWith(cut.getBody().getStringValue());
    assertThat(cut.getSeverityText()).isEqualTo("INFO");
    assertThat(cut.getAttributesList())
        .containsExactly(
            KeyValue.newBuilder().setKey("k").build(),
            KeyValue.newBuilder()
                .setKey("tailrace.body.original_size")
                .setValue(AnyValue.newBuilder().setIntValue(100_000))
                .build());
  }

  @Test
  void rejectsWhatCannotBeCut() {
    byte[] request =
        logs(
            LogRecord.newBuilder().setSeverityText("x".repeat(5000)).build(),
            LogRecord.newBuilder().setSeverityText("small").build());
    Split split = Items.of(Signal.LOGS, request).split(1000);
    assertThat(split.rejected()).isEqualTo(1);
    assertThat(split.parts()).singleElement().returns(1, Part::items);
  }

  private static byte[] logs(LogRecord... records) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .setSchemaUrl("url")
        .addScopeLogsBuilder()
        .addAllLogRecords(List.of(records));
    return request.build().toByteArray();
  }

  private static Items items(int seed, Signal signal) {
    return Items.of(signal, new RandomTelemetry(seed).request(signal).toByteArray());
  }
}
