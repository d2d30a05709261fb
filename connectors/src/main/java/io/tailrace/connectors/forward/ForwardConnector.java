package io.tailrace.connectors.forward;

import io.tailrace.component.Factory;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Set;

/// The connector `forward`. The planner fuses the pipelines before and behind it into one way, so
/// that nothing runs and nothing is paid for.
public final class ForwardConnector {
  /// The type.
  public static final Factory<ForwardConfig> FACTORY =
      new Factory<>(
          Kind.CONNECTOR,
          "forward",
          List.of(),
          Set.of(Signal.values()),
          ForwardConfig.class,
          new Factory.Forward<>());

  private ForwardConnector() {}
}
