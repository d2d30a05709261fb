package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.broker.BrokerSettings;
import io.tailrace.broker.DiskSettings;
import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.broker.ListenSettings;
import io.tailrace.broker.ListenSettings.Address;
import io.tailrace.broker.RemoteUser;
import io.tailrace.component.Delivery;
import io.tailrace.component.Outcome;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Secret;
import io.tailrace.testkit.FakeMetrics;
import io.tailrace.testkit.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes on other machines work through the embedded broker's secured listener.
final class SecuredRolesTest {
  @TempDir private Path directory;

  private final FakeMetrics metrics = new FakeMetrics();
  private final ScriptedExporter sink = new ScriptedExporter();

  @Test
  void aWorkersUserCarriesWhatAnAgentsUserTakesIn() throws Exception {
    SelfSigned certificates = SelfSigned.in(directory);
    ListenSettings listen =
        new ListenSettings(
            new Address("127.0.0.1", 0),
            new Address("localhost", 0),
            certificates.certificate(),
            certificates.key(),
            List.of(
                new RemoteUser("more", new Secret("password"), RemoteUser.Role.WORKER),
                new RemoteUser("edge", new Secret("password"), RemoteUser.Role.AGENT)),
            "tailrace.");
    BrokerSettings settings =
        BrokerSettings.in(directory.resolve("data"))
            .withPort(0)
            .withDisk(DiskSettings.TEMPORARY)
            .withListen(listen);
    try (EmbeddedBroker broker = new EmbeddedBroker(settings)) {
      broker.start();
      KafkaConnection edge = secured(broker, certificates, "edge");
      assertThatThrownBy(() -> start(edge, Setting.Role.AGENT))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Start the gateway or a worker with the same pipelines first");
      try (Pipelines worker = start(secured(broker, certificates, "more"), Setting.Role.WORKER)) {
        offer(edge, 0, 20);
        await(() -> row(worker).received() == 20);
        // As after a kill: what was written since the books were kept is not in them.
        Corruption.forget(broker.bootstrapServers(), "tailrace.ledger.AGENT");
        sink.answer(_ -> new Delivery.Unreachable("down"));
        offer(edge, 20, 30);
        Corruption.forget(broker.bootstrapServers(), "tailrace.ledger.AGENT");
        offer(edge, 30, 40);

        await(() -> row(worker).inFlight() == 20);
        sink.answer(_ -> Delivery.DELIVERED);
        await(() -> row(worker).exported() == 40 && row(worker).inFlight() == 0);
        assertThat(worker.ledger().balanced()).isTrue();
        assertThat(metrics.value("tailrace_topics_bytes")).isPositive();
      }
    }
  }

  private void offer(KafkaConnection edge, int from, int to) throws Exception {
    try (Pipelines agent = start(edge, Setting.Role.AGENT)) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      agent.intake(ComponentId.of("otlp")).offer(Spans.request(from, to), outcome::complete);
      assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }
  }

  private static Ledger.Row row(Pipelines pipelines) throws Exception {
    return pipelines.ledger().rows().getFirst();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.call()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(20);
    }
  }

  private static KafkaConnection secured(
      EmbeddedBroker broker, SelfSigned certificates, String user) throws Exception {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", broker.remoteServers().orElseThrow());
    properties.put("client.id", "test");
    properties.put("security.protocol", "SASL_SSL");
    properties.put("sasl.mechanism", "SCRAM-SHA-512");
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"%s\" password=\"password\";".formatted(user));
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", Files.readString(certificates.certificate()));
    return KafkaConnection.external(properties);
  }

  private Pipelines start(KafkaConnection kafka, Setting.Role role) throws Exception {
    Pipelines pipelines =
        new Pipelines(
            new Setting(
                kafka,
                Configs.kafka(),
                1L << 40,
                role.name(),
                Optional.empty(),
                role,
                role == Setting.Role.WORKER ? metrics : new FakeMetrics(),
                InstantSource.system(),
                List.of()),
            Assembled.of(sink));
    pipelines.start(new Configs().pipeline("traces", "otlp", "", "sink").build());
    return pipelines;
  }
}
