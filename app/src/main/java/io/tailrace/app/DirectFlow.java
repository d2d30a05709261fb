package io.tailrace.app;

import io.tailrace.component.Intake;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.topology.DirectPipelines;
import java.util.List;
import java.util.Optional;

/// The flow of an agent that has no Kafka: each request goes to the next hop while its client
/// waits.
final class DirectFlow implements Flow {
  private final DirectPipelines pipelines;

  DirectFlow(Hosts hosts) {
    this.pipelines = new DirectPipelines(hosts, hosts.metrics());
  }

  @Override
  public void start(Configuration configuration) throws StartException {
    var _ = pipelines.follow(configuration);
  }

  @Override
  public Optional<String> obstacle(Configuration next) {
    return Optional.empty();
  }

  @Override
  public List<String> apply(Configuration configuration) throws StartException {
    return pipelines.follow(configuration).stream().map(each -> each + " started anew").toList();
  }

  @Override
  public List<String> restore(Configuration configuration) throws StartException {
    return apply(configuration);
  }

  @Override
  public Intake intake(ComponentId receiver) {
    return pipelines.intake(receiver);
  }

  @Override
  public String place() {
    return "none: requests are answered when the next hop has accepted";
  }

  @Override
  public List<String> unready() {
    return List.of();
  }

  @Override
  public String ledger() {
    return "{}";
  }

  @Override
  public void close() {
    pipelines.close();
  }
}
