package io.tailrace.topology;

import io.tailrace.component.Batching;
import io.tailrace.component.Metrics;
import io.tailrace.component.StartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Makes relays.
///
/// @param kafka how Kafka is reached
/// @param groupInstance the name under which this process keeps its partitions over a restart;
///     absent: it leaves its groups when it ends
record Relays(
    KafkaConnection kafka,
    Optional<String> groupInstance,
    Metrics metrics,
    Backends backends,
    DeadLetterWriter deadLetters,
    RelayGauges gauges) {
  private static final int DEFAULT_ITEMS = 8192;
  private static final int DEFAULT_BYTES = 4 << 20;
  private static final Duration GATHER = Duration.ofMillis(25);
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /// Makes the relay of a route.
  ///
  /// @param planned what the plan says of it
  /// @param route where it reads, with the processors of the configuration
  Relay make(Planned planned, Plan.Route route, Instances instances) throws StartException {
    Backend backend = backends.of(route);
    List<Chain> chains = instances.chains(route);
    List<Gate.Before> former = new ArrayList<>();
    for (Former sources : planned.former()) {
      former.add(new Gate.Before(sources, instances.former(route, sources.paths())));
    }
    Batching batching = batching(backend, chains);
    ExportMeter meter = new ExportMeter(metrics, route);
    Outlet outlet =
        new Outlet(
            route,
            backend,
            new Outlet.Tools(
                meter,
                Timing.SYSTEM,
                ModelBytes::split,
                deadLetters.of(route),
                batching.maxItems()));
    Relay relay =
        new Relay(
            new Gate(route, chains, former),
            outlet,
            joiner(backend, batching),
            () -> consumer(route),
            new Relay.Pace(Timing.SYSTEM, GATHER, DRAIN));
    gauges.show(relay);
    return relay;
  }

  private static Batching batching(Backend backend, List<Chain> chains) {
    Batching batching = backend.policy().batching();
    for (Chain chain : chains) {
      batching = batching.specified() ? batching : chain.batching();
    }
    return batching.apart(backend.reads());
  }

  private static Joiner joiner(Backend backend, Batching batching) {
    int items = Math.max(batching.minItems(), DEFAULT_ITEMS);
    int allowed = backend.policy().maxBytes();
    return new Joiner(
        batching,
        batching.maxItems() > 0 ? batching.maxItems() : items,
        allowed > 0 ? allowed : DEFAULT_BYTES);
  }

  private Consumer<byte[], byte[]> consumer(Plan.Route route) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("group.id", route.group());
    settings.put("client.id", kafka.clientId("relay"));
    groupInstance.ifPresent(name -> settings.put("group.instance.id", name));
    settings.put("group.protocol", "classic");
    settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "none");
    settings.put("isolation.level", "read_committed");
    // Records are hundreds of items each: few of them are enough, and memory stays bounded.
    settings.put("max.poll.records", 64);
    settings.put("fetch.max.bytes", 4 << 20);
    // The broker answers as soon as there is anything; nothing is asked for more rarely.
    settings.put("fetch.max.wait.ms", 3000);
    settings.put("max.partition.fetch.bytes", 1 << 20);
    settings.put("receive.buffer.bytes", -1);
    settings.put("session.timeout.ms", 10_000);
    settings.put("heartbeat.interval.ms", 3000);
    // As often as a member's second thread looks whether it is time for a heartbeat.
    settings.put("retry.backoff.ms", 300);
    settings.put("request.timeout.ms", 15_000);
    settings.put("default.api.timeout.ms", 15_000);
    Map<String, Object> all = kafka.with(settings);
    return kafka
        .log()
        .<Consumer<byte[], byte[]>>map(log -> new LocalConsumer(all, log))
        .orElseGet(
            () ->
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }
}
