package io.tailrace.processors.batch;

import io.tailrace.component.Batching;
import io.tailrace.component.Factory;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Set;

/// Asks the exporters behind it to join items into requests of a size. It holds nothing back
/// itself: what waits, waits in Kafka.
public final class BatchProcessor implements Processor {
  /// The processor `batch`.
  public static final Factory<BatchConfig> FACTORY =
      Factory.processor(
          "batch",
          List.of(),
          Set.of(Signal.values()),
          BatchConfig.class,
          (config, _) -> new BatchProcessor(config));

  private final Batching batching;

  private BatchProcessor(BatchConfig config) {
    batching =
        new Batching(
            (int) config.sendBatchSize(),
            (int) config.sendBatchMaxSize(),
            config.timeout(),
            config.metadataKeys().isEmpty()
                ? MetadataKeys.NONE
                : new MetadataKeys(config.metadataKeys(), config.metadataCardinalityLimit()));
  }

  @Override
  public Payload process(Payload payload) {
    return payload;
  }

  @Override
  public Batching batching() {
    return batching;
  }
}
