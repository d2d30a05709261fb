package io.tailrace.exporters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.StartException;
import io.tailrace.component.kafka.KafkaClientConfig;
import io.tailrace.config.Proves;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import io.tailrace.testkit.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientPropertiesTest {
  @TempDir Path directory;

  @Test
  @Proves({
    "KafkaClientConfig.brokers",
    "KafkaClientConfig.client_id",
    "KafkaClientConfig.conn_idle_timeout",
    "KafkaClientConfig.resolve_canonical_bootstrap_servers_only",
    "KafkaClientConfig.metadata",
    "Metadata.refresh_interval",
    "Metadata.retry",
    "MetadataRetry.backoff"
  })
  void tellsTheClientWhatIsConfigured() throws Exception {
    assertThat(
            properties(
                """
                brokers: [a:1, b:2]
                client_id: me
                conn_idle_timeout: 3s
                resolve_canonical_bootstrap_servers_only: true
                metadata: {refresh_interval: 4s, retry: {backoff: 5ms}}
                """))
        .containsEntry("bootstrap.servers", "a:1,b:2")
        .containsEntry("client.id", "me")
        .containsEntry("connections.max.idle.ms", 3000L)
        .containsEntry("client.dns.lookup", "resolve_canonical_bootstrap_servers_only")
        .containsEntry("metadata.max.age.ms", 4000L)
        .containsEntry("retry.backoff.ms", 5L)
        .containsEntry("security.protocol", "PLAINTEXT");
  }

  @Test
  void asksTheBrokerOfThisMachineWhenNoneIsNamed() throws Exception {
    assertThat(properties("")).containsEntry("bootstrap.servers", "localhost:9092");
  }

  @Test
  void refusesAListWithoutBrokers() {
    assertThat(Options.problems(KafkaExporter.FACTORY, "brokers: []"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .isEqualTo("\"brokers\" must not be empty: leave it out for the default"));
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, plain.PlainLoginModule",
    "SCRAM-SHA-256, scram.ScramLoginModule",
    "SCRAM-SHA-512, scram.ScramLoginModule",
  })
  @Proves({
    "KafkaClientConfig.auth",
    "KafkaAuth.sasl",
    "Sasl.username",
    "Sasl.password",
    "Sasl.mechanism"
  })
  void authenticatesWithUserAndPassword(String mechanism, String module) throws Exception {
    assertThat(
            properties(
                "auth: {sasl: {username: u, password: p, mechanism: %s}}".formatted(mechanism)))
        .containsEntry("sasl.mechanism", mechanism)
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .containsEntry(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.%s required username=\"u\" password=\"p\";"
                .formatted(module));
  }

  @Test
  @Proves({"KafkaAuth.plain_text", "PlainText.username", "PlainText.password"})
  void authenticatesAsOlderFilesSay() throws Exception {
    assertThat(properties("auth: {plain_text: {username: u, password: p}}"))
        .containsEntry("sasl.mechanism", "PLAIN");
  }

  @Test
  @Proves({
    "KafkaAuth.kerberos",
    "Kerberos.service_name",
    "Kerberos.realm",
    "Kerberos.username",
    "Kerberos.keytab_file"
  })
  void authenticatesWithKerberos() throws Exception {
    assertThat(
            properties(
                """
                auth:
                  kerberos: {service_name: kafka, realm: R, username: u, keytab_file: /k}
                """))
        .containsEntry("sasl.mechanism", "GSSAPI")
        .containsEntry("sasl.kerberos.service.name", "kafka")
        .extractingByKey("sasl.jaas.config")
        .asString()
        .contains("keyTab=\"/k\"", "principal=\"u@R\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p\"; com.sun.security.auth.module.JndiLoginModule required user.provider.url=\"ldap://x",
        "back\\slash",
        "line\nbreak"
      })
  void letsNoPasswordNameAnotherLoginModule(String password) throws Exception {
    String yaml =
        "auth: {sasl: {username: u, mechanism: PLAIN, password: \"%s\"}}"
            .formatted(password.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));

    Map<String, Object> properties = properties(yaml);

    var context =
        org.apache.kafka.common.security.JaasContext.loadClientContext(
            Map.of(
                "sasl.jaas.config",
                new org.apache.kafka.common.config.types.Password(
                    String.valueOf(properties.get("sasl.jaas.config")))));
    assertThat(context.configurationEntries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.getOptions().get("password")).isEqualTo(password));
  }

  @Test
  @Proves({"KafkaClientConfig.tls", "TlsClientConfig.ca_file", "TlsProtocolConfig.min_version"})
  void makesAClientWithTls() throws Exception {
    SelfSigned certificate = SelfSigned.in(directory);

    Map<String, Object> properties =
        properties(
            """
            brokers: ['127.0.0.1:1']
            tls: {ca_file: '%s', cert_file: '%s', key_file: '%s', min_version: '1.3'}
            """
                .formatted(
                    certificate.certificate(), certificate.certificate(), certificate.key()));

    assertThat(properties)
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.enabled.protocols", "TLSv1.3");
    new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()).close();
  }

  @Test
  @Proves("KafkaAuth.tls")
  void findsTlsWhereOlderFilesHaveIt() throws Exception {
    assertThat(properties("auth: {tls: {}}")).containsEntry("security.protocol", "SSL");
    assertThat(properties("tls: {insecure: true}")).containsEntry("security.protocol", "PLAINTEXT");
  }

  @Test
  @Proves("TlsClientConfig.include_system_ca_certs_pool")
  void trustsTheSystemsAuthoritiesBesideTheGivenOnesIfTold() throws Exception {
    SelfSigned certificate = SelfSigned.in(directory);
    String given = Files.readString(certificate.certificate());

    String alone = trusted("tls: {ca_file: '%s'}".formatted(certificate.certificate()));
    String both =
        trusted(
            "tls: {ca_file: '%s', include_system_ca_certs_pool: true}"
                .formatted(certificate.certificate()));

    assertThat(alone.split("BEGIN")).hasSameSizeAs(given.split("BEGIN"));
    assertThat(both.length()).isGreaterThan(alone.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"insecure_skip_verify: true", "server_name_override: x"})
  void refusesWhatKafkasClientDoesNotOffer(String tls) {
    assertThatThrownBy(() -> properties("tls: {%s}".formatted(tls)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(tls.substring(0, tls.indexOf(':')));
  }

  @Test
  @Proves({
    "KafkaExporterConfig.producer",
    "Producer.required_acks",
    "Producer.compression",
    "Producer.compression_params",
    "CodecParams.level",
    "Producer.linger",
    "Partitioner.least_backup",
    "KafkaExporterConfig.record_partitioner"
  })
  void tellsTheProducerWhatIsConfigured() {
    KafkaExporterConfig config =
        Options.of(
            KafkaExporter.FACTORY,
            """
            producer:
              required_acks: -1
              compression: zstd
              compression_params: {level: 7}
              linger: 3ms
              max_message_bytes: 5000
            record_partitioner: {least_backup: {}}
            timeout: 2s
            """);

    assertThat(Producers.properties(config, Map.of()))
        .containsEntry("acks", "-1")
        .containsEntry("enable.idempotence", true)
        .containsEntry("compression.type", "zstd")
        .containsEntry("compression.zstd.level", 7)
        .containsEntry("linger.ms", 3)
        .containsEntry("max.request.size", 5000)
        .containsEntry("partitioner.ignore.keys", true)
        .containsEntry("request.timeout.ms", 2000);
  }

  private static String trusted(String yaml) throws StartException {
    return String.valueOf(properties(yaml).get("ssl.truststore.certificates"));
  }

  private static Map<String, Object> properties(String yaml) throws StartException {
    KafkaClientConfig client = Options.of(KafkaExporter.FACTORY, yaml).client();
    return client.properties(new FakeHost("kafka"));
  }
}
