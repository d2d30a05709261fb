package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LargerSpansTest {
  @ParameterizedTest
  @ValueSource(ints = {250, 2000})
  void everySpanIsAsLargeAsWantedAndNoRequestTooLarge(int bytes) throws IOException {
    var larger = load(bytes).measured(0);

    for (int number = 0; number < 20; number++) {
      var otlp = larger.request(number).otlp();
      var spans =
          ExportTraceServiceRequest.parseFrom(otlp).getResourceSpansList().stream()
              .flatMap(resource -> resource.getScopeSpansList().stream())
              .flatMap(scope -> scope.getSpansList().stream())
              .toList();
      assertThat(otlp).hasSizeLessThan(2 << 20);
      assertThat(spans)
          .isNotEmpty()
          .allSatisfy(span -> assertThat(span.getSerializedSize()).isGreaterThanOrEqualTo(bytes));
    }
  }

  @Test
  void spansStayAsRecordedUnlessASizeIsWanted() throws IOException {
    var recorded = load(0).measured(0).request(0);

    assertThat(recorded.items()).isEqualTo(Recording.SDK_BATCH);
    assertThat(recorded.otlp()).hasSizeLessThan(400 * Recording.SDK_BATCH);
  }

  private static Load load(int spanBytes) {
    return new Load(Optional.empty(), spanBytes, 1, LoadPlan.items(1, 1));
  }
}
