package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SharedLedgerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger counts = new AtomicInteger();
  private final CountDownLatch kafka = new CountDownLatch(1);

  @Test
  @Timeout(60)
  void isCountedOnceForAllWhoWait() throws Exception {
    SharedLedger ledger = ledger(LONG);
    List<String> answers = Collections.synchronizedList(new ArrayList<>());
    List<Thread> asking = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asking.add(Thread.startVirtualThread(() -> answers.add(ledger.json())));
    }
    while (asking.stream().anyMatch(each -> each.getState() != Thread.State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }

    kafka.countDown();

    for (Thread each : asking) {
      each.join();
    }
    assertThat(answers).hasSize(8).containsOnly("counted 1");
  }

  @Test
  void isTheLastOneForEverybodyWhileKafkaDoesNotAnswer() {
    SharedLedger ledger = ledger(Duration.ofMillis(50));

    for (int i = 0; i < 5; i++) {
      assertThat(ledger.json()).isEqualTo("last");
    }

    assertThat(counts).hasValueLessThan(2);
    kafka.countDown();
  }

  @Test
  void isCountedAnewOnceKafkaAnswersAgain() {
    SharedLedger ledger = ledger(LONG);
    kafka.countDown();

    assertThat(ledger.json()).isEqualTo("counted 1");
    assertThat(ledger.json()).isEqualTo("counted 2");
  }

  @Test
  void isTheLastOneWhenCountingFails() {
    SharedLedger ledger =
        new SharedLedger(
            () -> {
              throw new IOException("away");
            },
            () -> "last",
            LONG);

    assertThat(ledger.json()).isEqualTo("last");
  }

  private SharedLedger ledger(Duration patience) {
    return new SharedLedger(
        () -> {
          int count = counts.incrementAndGet();
          kafka.await();
          return "counted " + count;
        },
        () -> "last",
        patience);
  }
}
