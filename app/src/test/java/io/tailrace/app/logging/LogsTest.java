package io.tailrace.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.LogContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/// Logging is set up once in a process, so each look at it needs a process of its own.
class LogsTest {
  @Test
  void speaksFromTheFirstTimeThatItIsSetUp() throws Exception {
    assertThat(said("1", "console")).contains("WARN  tailrace.Speaker: it happened");
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void writesOneObjectALineForPrograms(String times) throws Exception {
    assertThat(said(times, "json"))
        .matches(
            "\\{\"ts\":\"[^\"]*\",\"level\":\"warn\",\"logger\":\"io.tailrace.Speaker\",\"msg\":\"it"
                + " happened\",\"pipeline\":\"logs\",\"exporter\":\"otlp/\\\\\"b\\\\\"\"}\n"
                + "\\{[^}]*\"msg\":\"it is over\"}\n");
  }

  private static String said(String times, String encoding) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Speaker.class.getName(),
                times,
                encoding)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said;
  }

  /// Sets up logging so many times, and logs.
  static final class Speaker {
    public static void main(String[] args) {
      for (int i = 0; i < Integer.parseInt(args[0]); i++) {
        Logs.configure("warn", args[1]);
      }
      try (var _ = LogContext.exporter("logs", "otlp/\"b\"")) {
        LoggerFactory.getLogger("io.tailrace.Speaker").warn("it {}", "happened");
      }
      LoggerFactory.getLogger("io.tailrace.Speaker").warn("it is {}", "over");
      LoggerFactory.getLogger("io.tailrace.Speaker").info("not this");
    }
  }
}
