package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.broker.BrokerSettings;
import io.tailrace.broker.DiskSettings;
import io.tailrace.broker.ListenSettings;
import io.tailrace.broker.ListenSettings.Address;
import io.tailrace.broker.RemoteUser;
import io.tailrace.broker.RemoteUser.Role;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.config.Secret;
import io.tailrace.testkit.Options;
import io.tailrace.topology.KafkaConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class EmbeddedSettingsTest {
  private static final Path DIRECTORY = Path.of("data");

  private static BrokerSettings settings(String yaml) throws StartException {
    return EmbeddedSettings.of(Options.of(KafkaConfig.FACTORY, yaml), DIRECTORY);
  }

  @Test
  void nothingConfiguredIsTheBrokersDefault() throws Exception {
    assertThat(settings("")).isEqualTo(BrokerSettings.in(DIRECTORY));
  }

  @Test
  @Proves({"EmbeddedConfig.endpoint", "EmbeddedConfig.disk_reserve", "EmbeddedConfig.ballast"})
  void endpointAndDiskAreHandedOn() throws Exception {
    BrokerSettings settings =
        settings(
            """
            topics: {retention_size: 5000}
            embedded: {endpoint: "[::1]:2000", disk_reserve: 4096, ballast: 0}
            """);
    assertThat(settings)
        .isEqualTo(
            BrokerSettings.in(DIRECTORY)
                .withHost("::1")
                .withPort(2000)
                .withDisk(
                    DiskSettings.DEFAULT.withBallast(0).withReserve(4096).withRetentionSize(5000)));
  }

  @Test
  @Proves({
    "EmbeddedConfig.listen",
    "ListenConfig.endpoint",
    "ListenConfig.advertised",
    "ListenConfig.tls",
    "ListenConfig.agents",
    "ListenConfig.workers",
    "ListenConfig.consumers",
    "Tls.cert_file",
    "Tls.key_file"
  })
  void theSecuredListenerIsHandedOn() throws Exception {
    ListenSettings listen =
        settings(
                """
                topics: {prefix: acme.}
                embedded:
                  listen:
                    endpoint: 0.0.0.0:3000
                    advertised: gateway.example:3001
                    tls: {cert_file: server.pem, key_file: server.key}
                    agents: {edge: one}
                    workers: {more: two}
                    consumers: {downstream: three}
                """)
            .listen()
            .orElseThrow();
    assertThat(listen.bind()).isEqualTo(new Address("0.0.0.0", 3000));
    assertThat(listen.advertised()).isEqualTo(new Address("gateway.example", 3001));
    assertThat(listen.certificate()).isEqualTo(Path.of("server.pem"));
    assertThat(listen.key()).isEqualTo(Path.of("server.key"));
    assertThat(listen.prefix()).isEqualTo("acme.");
    assertThat(listen.users())
        .containsExactlyInAnyOrder(
            new RemoteUser("edge", new Secret("one"), Role.AGENT),
            new RemoteUser("more", new Secret("two"), Role.WORKER),
            new RemoteUser("downstream", new Secret("three"), Role.CONSUMER));
  }

  @Test
  void aListenerThatNobodyCouldUseIsRefusedWithTheConfiguration() {
    assertThat(
            Options.problems(
                KafkaConfig.FACTORY,
                """
                embedded:
                  listen:
                    tls: {cert_file: server.pem, key_file: server.key}
                """))
        .anySatisfy(problem -> assertThat(problem.message()).contains("nobody could connect"))
        .anySatisfy(problem -> assertThat(problem.message()).contains("`advertised`"));
  }

  @Test
  void anEndpointWithoutPortIsRefused() {
    assertThatThrownBy(() -> settings("embedded: {endpoint: localhost}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("kafka::embedded::endpoint is localhost");
  }
}
