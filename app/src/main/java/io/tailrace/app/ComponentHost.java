package io.tailrace.app;

import io.tailrace.component.Extension;
import io.tailrace.component.Host;
import io.tailrace.component.Metrics;
import io.tailrace.component.Service;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// What the process hands to one component.
///
/// @param id the component's id as the file spells it
/// @param signals the signals of the pipelines that name it
/// @param clock the clock
/// @param metrics the metrics of the process
/// @param service the process as extensions see it
/// @param extensions the extensions that run
record ComponentHost(
    ComponentId id,
    Set<Signal> signals,
    InstantSource clock,
    Metrics metrics,
    Service service,
    Roster<Extension> extensions)
    implements Host {
  @Override
  public <T> Optional<T> extension(ComponentId wanted, Class<T> type) {
    return extensions.find(wanted, type);
  }
}
