package io.tailrace.topology;

import io.tailrace.component.StartException;
import java.util.function.ToIntFunction;

/// Where routes lead.
///
/// @param partitions how many a topic of ours has
record Backends(Setting setting, Instances instances, ToIntFunction<String> partitions) {
  private static final long PRODUCER_BYTES = 32L << 20;

  /// The backend of a route; its exporter is started.
  Backend of(Plan.Route route) throws StartException {
    if (!route.publishes()) {
      return new ExporterBackend(instances.exporter(route.exporter()));
    }
    String topic = setting.names().pipeline(route.pipeline());
    return new Publisher(
        new KafkaIntake.Destination(topic, partitions.applyAsInt(topic)),
        ModelBytes::slice,
        setting.writer(),
        () -> RecordWriter.of(setting, PRODUCER_BYTES));
  }
}
