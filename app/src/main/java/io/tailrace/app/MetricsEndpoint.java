package io.tailrace.app;

import io.tailrace.component.MetricRegistry;
import io.tailrace.component.StartException;
import io.tailrace.config.ServiceTelemetry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The endpoint of the process's own metrics, as `service.telemetry` wants it from one
/// configuration to the next.
final class MetricsEndpoint implements AutoCloseable {
  private final MetricRegistry metrics;
  private final InstantSource clock;
  private final String instance;
  private final Supplier<String> ledger;
  private Optional<ServiceTelemetry> current = Optional.empty();
  private Optional<SelfObservation> open = Optional.empty();

  /// Creates it; nothing is open before {@link #follow}.
  ///
  /// @param instance what tells this run from all others
  /// @param ledger gives the JSON of `/ledger`
  MetricsEndpoint(
      MetricRegistry metrics, InstantSource clock, String instance, Supplier<String> ledger) {
    this.metrics = metrics;
    this.clock = clock;
    this.instance = instance;
    this.ledger = ledger;
  }

  /// Opens, moves or closes the endpoint. The new one opens before the old one closes, so that a
  /// failure changes nothing.
  ///
  /// @return what changed, one line each
  /// @throws StartException if it cannot listen there
  List<String> follow(ServiceTelemetry telemetry) throws StartException {
    String before = current.map(MetricsEndpoint::address).orElse("");
    String wanted = address(telemetry);
    ServiceTelemetry names = current.orElse(telemetry);
    if (!wanted.equals(before)) {
      Optional<SelfObservation> old = open;
      open = wanted.isEmpty() ? Optional.empty() : Optional.of(open(wanted, names));
      old.ifPresent(SelfObservation::close);
    }
    boolean first = current.isEmpty();
    boolean renamed =
        names.typeSuffix() != telemetry.typeSuffix()
            || !names.resource().equals(telemetry.resource());
    current =
        Optional.of(
            new ServiceTelemetry(
                telemetry.logLevel(),
                telemetry.logEncoding(),
                telemetry.metricsLevel(),
                telemetry.metricsAddress(),
                names.typeSuffix(),
                names.resource()));
    if (renamed) {
      return List.of(
          "names of metrics and service::telemetry::resource take effect at the next start");
    }
    return first || wanted.equals(before)
        ? List.of()
        : List.of(wanted.isEmpty() ? "metrics endpoint ended" : "metrics endpoint moved");
  }

  private SelfObservation open(String address, ServiceTelemetry names) throws StartException {
    ProcessMetrics.register(metrics, clock, names.typeSuffix(), names.resource(), instance);
    return SelfObservation.open(address, () -> text(names.typeSuffix()), ledger);
  }

  private String text(boolean typeSuffix) {
    StringBuilder text = new StringBuilder(8192);
    metrics.write(text, typeSuffix);
    return text.toString();
  }

  private static String address(ServiceTelemetry telemetry) {
    return telemetry.metricsLevel().equals("none") ? "" : telemetry.metricsAddress();
  }

  /// Host and port that were bound; empty while nothing is.
  Optional<String> address() {
    return open.map(SelfObservation::address);
  }

  @Override
  public void close() {
    open.ifPresent(SelfObservation::close);
    open = Optional.empty();
    current = Optional.empty();
  }
}
