package io.tailrace.exporters.nop;

import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryConfig;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.RetryConfig;
import io.tailrace.component.SendingQueueConfig;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Set;

/// Takes everything and does nothing with it.
public final class NopExporter implements Exporter {
  /// The exporter `nop`.
  public static final Factory<NopConfig> FACTORY =
      Factory.exporter(
          "nop", List.of(), Set.of(Signal.values()), NopConfig.class, (_, _) -> new NopExporter());

  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private NopExporter() {}

  @Override
  public Delivery export(Payload payload) {
    return Delivery.DELIVERED;
  }

  @Override
  public DeliveryPolicy policy() {
    return DeliveryConfig.DEFAULT.policy(
        RetryConfig.DEFAULT, SendingQueueConfig.DEFAULT, MAX_BYTES);
  }
}
