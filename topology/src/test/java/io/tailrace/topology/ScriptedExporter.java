package io.tailrace.topology;

import io.tailrace.component.Batching;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Payload;
import io.tailrace.component.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// An exporter that answers as the test says and keeps what it was given.
final class ScriptedExporter implements Exporter {
  static final RetryConfig FAST =
      new RetryConfig(
          true, Duration.ofMillis(2), 0.5, 1.5, Duration.ofMillis(20), Optional.empty());

  private final DeliveryPolicy policy;
  private final List<Payload> delivered = new CopyOnWriteArrayList<>();
  private final AtomicLong items = new AtomicLong();
  private volatile Function<Payload, Delivery> answer = _ -> Delivery.DELIVERED;
  private volatile MetadataKeys reads = MetadataKeys.NONE;

  ScriptedExporter() {
    this(FAST);
  }

  ScriptedExporter(RetryConfig retry) {
    this(
        new DeliveryPolicy(
            retry,
            4,
            Batching.UNSPECIFIED,
            4 << 20,
            0,
            DeliveryPolicy.StartAt.NOW,
            DeliveryPolicy.WhenFull.REFUSE));
  }

  ScriptedExporter(DeliveryPolicy policy) {
    this.policy = policy;
  }

  void answer(Function<Payload, Delivery> answer) {
    this.answer = answer;
  }

  void reads(String header) {
    reads = new MetadataKeys(List.of(header), 0);
  }

  long items() {
    return items.get();
  }

  List<Payload> delivered() {
    return List.copyOf(delivered);
  }

  @Override
  public Delivery export(Payload payload) {
    Delivery delivery = answer.apply(payload);
    if (delivery instanceof Delivery.Delivered) {
      delivered.add(payload);
      items.addAndGet(payload.items());
    }
    return delivery;
  }

  @Override
  public MetadataKeys reads() {
    return reads;
  }

  @Override
  public DeliveryPolicy policy() {
    return policy;
  }
}
