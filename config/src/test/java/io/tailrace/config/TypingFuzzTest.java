package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class TypingFuzzTest {
  /// A key for each thing that a value can be bound to.
  private static final List<String> KEYS =
      List.of("timeout", "ratio", "compression", "sending_queue", "headers", "tls", "max_rate");

  @FuzzTest(maxDuration = "3m")
  void everyValueHasATypeOrIsRefusedAtItsPlace(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Object value = YamlScalars.resolve(text);
    if (value instanceof Long || value instanceof Boolean) {
      assertThat(YamlScalars.resolve(value.toString())).isEqualTo(value);
    }
    Optional<Duration> duration = GoDuration.parse(text);
    duration.ifPresent(
        parsed -> assertThat(GoDuration.parse(GoDuration.print(parsed))).contains(parsed));
    Position at = new Position("input", 1, 1, 1);
    for (Object meant : new Object[] {value, text}) {
      for (String key : KEYS) {
        Problems problems = new Problems();
        Node.Scalar node = new Node.Scalar(meant, text, at, Node.Origin.WRITTEN);
        Node.Entry entry = new Node.Entry(key, at, node);
        Node.Mapping section = new Node.Mapping(List.of(entry), at, Node.Origin.WRITTEN);
        new Binder(problems).bind(TestCatalog.Client.class, section, at, "exporters::x");
        assertThat(problems.all()).allMatch(problem -> problem.position().isPresent());
      }
    }
    if (duration.isPresent()) {
      assertThat(new Reading().variable("T", text).exporter("endpoint: a\ntimeout: ${env:T}"))
          .isNotNull();
    }
  }
}
