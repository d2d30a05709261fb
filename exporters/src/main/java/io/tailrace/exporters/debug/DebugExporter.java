package io.tailrace.exporters.debug;

import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryConfig;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Payload;
import io.tailrace.component.RetryConfig;
import io.tailrace.component.SendingQueueConfig;
import io.tailrace.component.StartException;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Writes what it gets to the log or the terminal, in the Collector's words.
public final class DebugExporter implements Exporter {
  /// The exporter `debug`; its predecessor `logging`, which the Collector removed, is read too.
  public static final Factory<DebugConfig> FACTORY =
      Factory.exporter(
          "debug",
          List.of("logging"),
          Set.of(Signal.values()),
          DebugConfig.class,
          DebugExporter::new);

  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final DebugConfig config;
  private final Sampler sampler;
  private Optional<Output> output = Optional.empty();

  private DebugExporter(DebugConfig config, Host host) {
    this.config = config;
    this.sampler = new Sampler(host.clock(), config.samplingInitial(), config.samplingThereafter());
  }

  @Override
  public synchronized void start() throws StartException {
    output = Optional.of(Output.of(config));
  }

  /// Writes one request at a time, so that their lines do not mix.
  @Override
  public synchronized Delivery export(Payload payload) {
    if (!sampler.admits()) {
      return Delivery.DELIVERED;
    }
    try {
      Output to = output.orElseThrow();
      to.write(Overview.basic(payload));
      switch (config.level()) {
        case BASIC -> {}
        case NORMAL -> to.write(Overview.normal(payload.signal(), payload.otlp()));
        case DETAILED -> to.write(Details.of(payload.signal(), payload.otlp()));
      }
      return Delivery.DELIVERED;
    } catch (IOException e) {
      return new Delivery.Retry("cannot write: " + e.getMessage(), Duration.ZERO);
    }
  }

  @Override
  public DeliveryPolicy policy() {
    return DeliveryConfig.DEFAULT.policy(
        RetryConfig.DEFAULT, SendingQueueConfig.DEFAULT, MAX_BYTES);
  }
}
