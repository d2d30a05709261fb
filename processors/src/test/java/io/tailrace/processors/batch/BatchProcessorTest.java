package io.tailrace.processors.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Batching;
import io.tailrace.component.Factory;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchProcessorTest {
  @Test
  void asksForTheCollectorsDefaults() {
    assertThat(processor("").batching()).isEqualTo(new Batching(8192, 0, Duration.ofMillis(200)));
  }

  @Test
  @Proves({"BatchConfig.timeout", "BatchConfig.send_batch_size", "BatchConfig.send_batch_max_size"})
  void asksForWhatIsConfigured() {
    assertThat(processor("timeout: 1s\nsend_batch_size: 100\nsend_batch_max_size: 200").batching())
        .isEqualTo(new Batching(100, 200, Duration.ofSeconds(1)));
  }

  @Test
  @Proves({"BatchConfig.metadata_keys", "BatchConfig.metadata_cardinality_limit"})
  void asksToKeepApartWhatHeadersTellApart() {
    Batching batching =
        processor("metadata_keys: [X-Scope-OrgID, region]\nmetadata_cardinality_limit: 5")
            .batching();

    assertThat(batching.apart()).isEqualTo(new MetadataKeys(List.of("region", "x-scope-orgid"), 5));
    assertThat(processor("metadata_keys: [region]").batching().apart().most()).isEqualTo(1000);
    assertThat(processor("metadata_cardinality_limit: 5").batching().apart().isEmpty()).isTrue();
  }

  @Test
  void handsOnWhatItGets() {
    Payload payload = Payload.of(Signal.LOGS, new byte[] {1, 2}, 1);
    assertThat(processor("").process(payload)).isSameAs(payload);
  }

  @Test
  void refusesABoundBelowTheSize() {
    assertThat(Options.problems(BatchProcessor.FACTORY, "send_batch_max_size: 10"))
        .singleElement()
        .asString()
        .contains("expected 0 or at least send_batch_size, which is 8192");
  }

  private static Processor processor(String yaml) {
    Factory<BatchConfig> factory = BatchProcessor.FACTORY;
    return ((Factory.ProcessorMaker<BatchConfig>) factory.maker())
        .make(Options.of(factory, yaml), new FakeHost("batch"));
  }
}
