package io.tailrace.extensions.file_storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.extensions.pprof.PprofExtension;
import io.tailrace.testkit.Options;
import org.junit.jupiter.api.Test;

class AcceptedOnlyTest {
  @Test
  void saysThatTheyAreNotNeededAlsoWithoutAnyKey() {
    assertThat(Options.problems(FileStorageExtension.FACTORY, "{}").toString())
        .contains("it is not needed: queues and state are in Kafka");
    assertThat(Options.problems(PprofExtension.FACTORY, "{}").toString()).contains("JFR");
  }

  @Test
  void takesTheCollectorsKeysAndSaysThatTheyHaveNoEffect() {
    assertThat(
            Options.of(
                FileStorageExtension.FACTORY,
                """
                directory: /tmp/x
                timeout: 10s
                compaction: {on_start: true, directory: /tmp, max_transaction_size: 1}
                """))
        .isNotNull();
    assertThat(Options.problems(FileStorageExtension.FACTORY, "directory: /tmp/x").toString())
        .contains("queues and state are in Kafka");
    assertThat(Options.problems(PprofExtension.FACTORY, "endpoint: 0.0.0.0:1777").toString())
        .contains("JFR");
  }
}
