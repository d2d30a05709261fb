package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CommitsTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new WakeupException(), "it was broken off"),
        Arguments.of(new DisconnectException(), "the connection was lost"),
        Arguments.of(
            new RetriableCommitFailedException(new TimeoutException("no answer in 1500 ms")),
            "no answer in 1500 ms"),
        Arguments.of(new ExecutionException(new IllegalStateException()), "IllegalStateException"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatHappenedAlsoWhereKafkaHasNoWordsForIt(Exception failure, String words) {
    assertThat(new Commits("a.b").complaint(failure))
        .startsWith("relay a.b could not tell Kafka how far it is: " + words + ". ")
        .doesNotContain("null");
  }

  @Test
  void saysWhatFollows() {
    assertThat(new Commits("a.b").complaint(new WakeupException()))
        .contains("keeps trying", "is sent again");
  }
}
