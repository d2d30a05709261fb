package io.tailrace.processors.attributes;

import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.component.attributes.AttributeActions;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Changes the attributes of spans, log records and data points, all or those that have certain
/// properties. What does not change is copied unread.
public final class AttributesProcessor implements Processor {
  /// The processor `attributes`.
  public static final Factory<AttributesConfig> FACTORY =
      Factory.processor(
          "attributes",
          List.of(),
          Set.of(Signal.values()),
          AttributesConfig.class,
          AttributesProcessor::new);

  private final AttributesConfig config;
  private final Host host;
  private final AttributeActions actions;
  private final Optional<Properties> include;
  private final Optional<Properties> exclude;

  private AttributesProcessor(AttributesConfig config, Host host) {
    this.config = config;
    this.host = host;
    actions = AttributeActions.of(config.actions());
    include = config.include().map(Properties::new);
    exclude = config.exclude().map(Properties::new);
  }

  @Override
  public void start() throws StartException {
    for (Signal signal : host.signals()) {
      Optional<String> unfit =
          Stream.of(config.include(), config.exclude())
              .flatMap(Optional::stream)
              .flatMap(match -> match.unfit(signal).stream())
              .findFirst();
      if (unfit.isPresent()) {
        throw new StartException(
            "%s is in a pipeline of %s, but %s: remove them, or use another processor there"
                .formatted(host.id(), signal.id(), unfit.get()));
      }
    }
  }

  @Override
  public boolean readsOrigins() {
    return actions.readsOrigins();
  }

  @Override
  public Payload process(Payload payload) {
    return new Rewriting(payload, actions, new Selection(include, exclude)).run();
  }
}
