package io.tailrace.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.junit.jupiter.api.Test;

class LogGateTest {
  private final AtomicLong now = new AtomicLong();
  private final Kept kept = new Kept();
  private final LogGate gate = new LogGate("gate", kept, false, now::get);

  @Test
  void letsAPlaceSpeakTenTimesInTenSecondsAndThenCounts() {
    for (int i = 0; i < 25; i++) {
      log("io.tailrace.a", "request {} failed", i);
    }
    assertThat(kept.lines).hasSize(10);
    advance(Duration.ofSeconds(11));
    log("io.tailrace.b", "other");
    assertThat(kept.lines)
        .hasSize(12)
        .contains("15 more like this in 10 s: request {} failed", "other");
  }

  @Test
  void limitsEachPlaceByItself() {
    for (int i = 0; i < 12; i++) {
      log("io.tailrace.a", "one {}", i);
      log("io.tailrace.a", "two {}", i);
    }
    assertThat(kept.lines).hasSize(20);
  }

  @Test
  void saysWhatIsStillSuppressedWhenItStops() {
    for (int i = 0; i < 11; i++) {
      log("io.tailrace.a", "one {}", i);
    }
    gate.stop(1, TimeUnit.SECONDS);
    assertThat(kept.lines).last().isEqualTo("1 more like this in 10 s: one {}");
  }

  @Test
  void saysInOurWordsWhatAUserMustActOn() {
    log(
        "org.apache.kafka.clients.NetworkClient",
        "[Producer clientId=x] Connection to node {} ({}) could not be established. Node may not"
            + " be available.",
        -1,
        "kafka.example/10.0.0.1:9092");
    assertThat(kept.lines)
        .singleElement()
        .asString()
        .startsWith("Kafka at kafka.example:9092 does not");
  }

  @Test
  void saysNothingThatHelpsNobody() {
    log("org.apache.kafka.clients.NetworkClient", "[Consumer x] Node 1 disconnected.");
    assertThat(kept.lines).isEmpty();
  }

  @Test
  void neverCountsWhatHelpsNobody() {
    for (int i = 0; i < 25; i++) {
      log("org.apache.kafka.clients.NetworkClient", "[Consumer x] Node 1 disconnected.");
    }
    gate.stop(1, TimeUnit.SECONDS);
    assertThat(kept.lines).isEmpty();
  }

  @Test
  void saysOnceWhatAllClientsOfALibrarySay() {
    for (int i = 0; i < 25; i++) {
      log(
          "org.apache.kafka.clients.NetworkClient",
          "[Producer clientId="
              + i
              + "] Connection to node -1 (kafka/10.0.0.1:9092) could not be"
              + " established. Node may not be available.");
    }
    gate.stop(1, TimeUnit.SECONDS);
    assertThat(kept.lines).hasSize(1);
  }

  @Test
  void saysOnceWhatALibrarySaysWithAnotherNumberEachTime() {
    for (int i = 0; i < 25; i++) {
      log("org.apache.kafka.clients.Other", "[Producer clientId=x] request {} went astray", i);
    }
    gate.stop(1, TimeUnit.SECONDS);
    assertThat(kept.lines).containsExactly("[Producer clientId=x] request 0 went astray");
  }

  @Test
  void namesTheTopicsThatAreNotThere() {
    for (int i = 0; i < 25; i++) {
      log(
          "org.apache.kafka.clients.NetworkClient",
          "[Consumer clientId=x] The metadata response from the cluster reported a recoverable"
              + " issue with correlation id {} : {}",
          i,
          "{a=UNKNOWN_TOPIC_OR_PARTITION, b=UNKNOWN_TOPIC_OR_PARTITION}");
      log(
          "org.apache.kafka.clients.NetworkClient",
          "[Consumer clientId=x] The metadata response from the cluster reported a recoverable"
              + " issue with correlation id {} : {}",
          i,
          "{a=LEADER_NOT_AVAILABLE}");
    }
    assertThat(kept.lines).singleElement().asString().startsWith("Kafka does not have: a, b. ");
  }

  @Test
  void namesAnAddressThatHasNoName() {
    log(
        "org.apache.kafka.clients.NetworkClient",
        "[Producer x] Connection to node -1 (/127.0.0.1:9092) could not be established. Node may"
            + " not be available.");
    assertThat(kept.lines).singleElement().asString().startsWith("Kafka at 127.0.0.1:9092 does");
  }

  private void log(String logger, String format, Object... parameters) {
    gate.append(
        Log4jLogEvent.newBuilder()
            .setLoggerName(logger)
            .setLevel(Level.WARN)
            .setMessage(new ParameterizedMessage(format, parameters))
            .build());
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static final class Kept extends AbstractAppender {
    final List<String> lines = new ArrayList<>();

    Kept() {
      super("kept", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getMessage().getFormattedMessage());
    }
  }
}
