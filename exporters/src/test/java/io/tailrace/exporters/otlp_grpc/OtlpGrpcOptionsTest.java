package io.tailrace.exporters.otlp_grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.tailrace.component.Batching;
import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import io.tailrace.testkit.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class OtlpGrpcOptionsTest {
  private static final Payload LOGS =
      Payload.of(Signal.LOGS, "any bytes will do ".repeat(200).getBytes(), 1);

  @TempDir static Path directory;
  private static SelfSigned server;
  private static SelfSigned client;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = SelfSigned.in(Files.createDirectory(directory.resolve("server")));
    client = SelfSigned.in(Files.createDirectory(directory.resolve("client")));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "snappy", "none"})
  @Proves("GrpcClientConfig.compression")
  void compressesAsConfigured(String compression) throws Exception {
    GrpcBackend backend = plain();

    Exporter exporter = exporter(backend, "tls: {insecure: true}\ncompression: " + compression);

    if (compression.equals("gzip") || compression.equals("none")) {
      assertThat(exporter.export(LOGS)).isEqualTo(Delivery.DELIVERED);
      assertThat(backend.received().getFirst().otlp()).isEqualTo(LOGS.otlp());
    } else {
      // grpc-java's server knows gzip alone and names the encoding that it does not know.
      assertThat(exporter.export(LOGS))
          .isInstanceOfSatisfying(
              Delivery.Unreachable.class,
              unreachable -> assertThat(unreachable.reason()).contains(compression));
    }
  }

  @Test
  @Proves({"GrpcClientConfig.headers", "GrpcClientConfig.authority"})
  void sendsTheConfiguredHeaders() throws Exception {
    GrpcBackend backend = plain();

    exporter(backend, "tls: {insecure: true}\nheaders: {X-Tenant: blue}\nauthority: other.example")
        .export(LOGS);

    assertThat(backend.received().getFirst().header("x-tenant")).isEqualTo("blue");
    assertThat(backend.received().getFirst().authority()).isEqualTo("other.example");
  }

  @Test
  @Proves("GrpcClientConfig.user_agent")
  void namesItselfAsConfigured() throws Exception {
    GrpcBackend backend = plain();

    exporter(backend, "tls: {insecure: true}\nuser_agent: relay/1").export(LOGS);

    assertThat(backend.received().getFirst().header("user-agent")).startsWith("relay/1");
  }

  @Test
  void anEndpointHasAPort() {
    for (String good : List.of("a:1", "http://a:1", "dns:///a:1", "[::1]:4317", "unix:///a")) {
      assertThat(Options.problems(OtlpGrpcExporter.FACTORY, "endpoint: '%s'".formatted(good)))
          .isEmpty();
    }
    for (String bad : List.of("a", "https://a", "dns:///a", "a:b")) {
      assertThat(Options.problems(OtlpGrpcExporter.FACTORY, "endpoint: '%s'".formatted(bad)))
          .anyMatch(problem -> problem.message().contains("has no port"));
    }
  }

  @Test
  void refusesAHeaderThatGrpcCannotSend() throws Exception {
    GrpcBackend backend = plain();

    assertThatThrownBy(() -> exporter(backend, "headers: {'a b': x}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("a b")
        .message()
        .doesNotContain(": x");
  }

  @Test
  @Proves({"GrpcClientConfig.auth", "AuthConfig.authenticator"})
  void addsCredentialsOfAnExtension() throws Exception {
    GrpcBackend backend = plain();
    ClientAuthenticator token = () -> Map.of("authorization", "Bearer t");
    FakeHost host = new FakeHost("otlp_grpc").with(new ComponentId("bearer", "x"), token);

    exporter(host, backend.endpoint(), "tls: {insecure: true}\nauth: {authenticator: bearer/x}")
        .export(LOGS);

    assertThat(backend.received().getFirst().header("authorization")).isEqualTo("Bearer t");
  }

  @Test
  void refusesAnAuthenticatorThatIsNotThere() throws Exception {
    GrpcBackend backend = plain();

    assertThatThrownBy(() -> exporter(backend, "auth: {authenticator: bearer/x}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("service.extensions");
  }

  @Test
  @Proves({"GrpcClientConfig.tls", "TlsClientConfig.ca_file", "TlsClientConfig.insecure"})
  void trustsTheConfiguredAuthorityAlone() throws Exception {
    GrpcBackend backend = secured(Optional.empty());

    assertThat(
            exporter(backend, "tls: {ca_file: '%s'}".formatted(server.certificate())).export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    assertThat(exporter(backend, "").export(LOGS)).isInstanceOf(Delivery.Unreachable.class);
    assertThat(
            exporter(backend, "tls: {ca_file: '%s'}".formatted(client.certificate())).export(LOGS))
        .isInstanceOf(Delivery.Unreachable.class);
    assertThat(exporter(backend, "tls: {insecure: true}").export(LOGS))
        .isNotEqualTo(Delivery.DELIVERED);
  }

  @Test
  @Proves("TlsClientConfig.ca_pem")
  void trustsAnAuthorityInTheFileItself() throws Exception {
    GrpcBackend backend = secured(Optional.empty());
    String pem = Files.readString(server.certificate()).replace("\r", "").indent(4);

    assertThat(exporter(backend, "tls:\n  ca_pem: |\n" + pem).export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
  }

  @Test
  @Proves("TlsClientConfig.insecure_skip_verify")
  void takesAnyCertificateIfTold() throws Exception {
    GrpcBackend backend = secured(Optional.empty());

    assertThat(exporter(backend, "tls: {insecure_skip_verify: true}").export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
  }

  @Test
  @Proves("TlsClientConfig.server_name_override")
  void checksTheNameThatIsConfigured() throws Exception {
    GrpcBackend backend = secured(Optional.empty());

    assertThat(
            exporter(
                    backend,
                    "tls: {ca_file: '%s', server_name_override: other.example}"
                        .formatted(server.certificate()))
                .export(LOGS))
        .isInstanceOf(Delivery.Unreachable.class);
    assertThat(
            exporter(
                    backend,
                    "tls: {ca_file: '%s', server_name_override: localhost}"
                        .formatted(server.certificate()))
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
  }

  @Test
  @Proves({
    "KeyPairConfig.cert_file",
    "KeyPairConfig.key_file",
    "KeyPairConfig.cert_pem",
    "KeyPairConfig.key_pem"
  })
  void showsItsCertificate() throws Exception {
    GrpcBackend backend = secured(Optional.of(client));
    String trust = "ca_file: '%s'".formatted(server.certificate());

    assertThat(exporter(backend, "tls: {%s}".formatted(trust)).export(LOGS))
        .isNotEqualTo(Delivery.DELIVERED);
    assertThat(
            exporter(
                    backend,
                    "tls: {%s, cert_file: '%s', key_file: '%s'}"
                        .formatted(trust, client.certificate(), client.key()))
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    String certificate = Files.readString(client.certificate()).replace("\r", "").indent(4);
    String key = Files.readString(client.key()).replace("\r", "").indent(4);
    assertThat(
            exporter(
                    backend,
                    "tls:\n  %s\n  cert_pem: |\n%s  key_pem: |\n%s"
                        .formatted(trust, certificate, key))
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
  }

  @Test
  @Proves({"TlsProtocolConfig.min_version", "TlsProtocolConfig.max_version"})
  void speaksTheConfiguredVersions() throws Exception {
    GrpcBackend backend = secured(Optional.empty(), "TLSv1.2");
    String trust = "ca_file: '%s'".formatted(server.certificate());

    assertThat(exporter(backend, "tls: {%s, max_version: '1.2'}".formatted(trust)).export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    assertThat(exporter(backend, "tls: {%s, min_version: '1.3'}".formatted(trust)).export(LOGS))
        .isInstanceOf(Delivery.Unreachable.class);
  }

  @Test
  @Proves("TlsProtocolConfig.cipher_suites")
  void offersTheConfiguredCipherSuites() throws Exception {
    GrpcBackend backend = secured(Optional.empty(), "TLSv1.2");
    String trust = "ca_file: '%s', max_version: '1.2'".formatted(server.certificate());

    assertThat(
            exporter(
                    backend,
                    "tls: {%s, cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]}"
                        .formatted(trust))
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    assertThat(
            exporter(
                    backend,
                    "tls: {%s, cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}"
                        .formatted(trust))
                .export(LOGS))
        .isInstanceOf(Delivery.Unreachable.class);
  }

  @Test
  @Proves("GrpcClientConfig.endpoint")
  void speaksTlsWithHttpsAndNoneWithHttp() throws Exception {
    GrpcBackend secured = secured(Optional.empty());
    GrpcBackend plain = plain();

    assertThat(
            exporter(
                    new FakeHost("otlp_grpc"),
                    "https://" + secured.endpoint(),
                    "tls: {insecure: true, insecure_skip_verify: true}")
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    assertThat(exporter(new FakeHost("otlp_grpc"), "http://" + plain.endpoint(), "").export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    assertThat(
            exporter(
                    new FakeHost("otlp_grpc"),
                    "dns:///" + plain.endpoint(),
                    "tls: {insecure: true}")
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
  }

  @Test
  @Proves("GrpcClientConfig.balancer_name")
  void spreadsRequestsAsTheFileSays() throws Exception {
    GrpcBackend first = plain();
    GrpcBackend second = plain();
    try (TwoAddresses _ = new TwoAddresses(first, second)) {
      Exporter one = toBoth("pick_first");
      for (int i = 0; i < 10; i++) {
        assertThat(one.export(LOGS)).isEqualTo(Delivery.DELIVERED);
      }
      assertThat(first.received()).hasSize(10);
      assertThat(second.received()).isEmpty();
      Exporter both = toBoth("round_robin");
      for (int i = 0; i < 1000 && second.received().isEmpty(); i++) {
        assertThat(both.export(LOGS)).isEqualTo(Delivery.DELIVERED);
      }
      assertThat(second.received()).isNotEmpty();
    }
  }

  private Exporter toBoth(String balancer) throws Exception {
    return exporter(
        new FakeHost("otlp_grpc"),
        TwoAddresses.NAME,
        "tls: {insecure: true}\nwait_for_ready: true\nbalancer_name: " + balancer);
  }

  @Test
  @Proves("TlsClientConfig.reload_interval")
  void readsFilesAgainThatHaveChanged() throws Exception {
    GrpcBackend backend = secured(Optional.empty());
    Path authority = directory.resolve("authority.pem");
    Files.copy(client.certificate(), authority, StandardCopyOption.REPLACE_EXISTING);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    FakeHost host = new FakeHost("otlp_grpc", now::get);
    Exporter exporter =
        exporter(
            host,
            backend.endpoint(),
            "{tls: {ca_file: '%s', reload_interval: 1h}, wait_for_ready: true}"
                .formatted(authority));
    assertThat(exporter.export(LOGS)).isNotEqualTo(Delivery.DELIVERED);

    Files.copy(server.certificate(), authority, StandardCopyOption.REPLACE_EXISTING);
    now.set(Instant.EPOCH.plus(Duration.ofHours(2)));

    assertThat(delivers(exporter)).isTrue();
  }

  /// Whether it delivers within the time that a connection needs to be tried again.
  private static boolean delivers(Exporter exporter) throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      if (exporter.export(LOGS).equals(Delivery.DELIVERED)) {
        return true;
      }
    }
    return false;
  }

  @Test
  @Proves({
    "GrpcClientConfig.keepalive",
    "Keepalive.time",
    "Keepalive.timeout",
    "Keepalive.permit_without_stream"
  })
  void dropsAConnectionWhosePingIsNotAnswered() throws Exception {
    try (SilentServer silent = new SilentServer()) {
      Exporter exporter =
          exporter(
              new FakeHost("otlp_grpc"),
              "127.0.0.1:" + silent.port(),
              """
              tls: {insecure: true}
              timeout: 300ms
              keepalive: {time: 10s, timeout: 100ms, permit_without_stream: true}
              """);

      assertThat(exporter.export(LOGS)).isInstanceOf(Delivery.Retry.class);

      assertThat(silent.dropped(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void namesTheFileThatItCannotRead() throws Exception {
    GrpcBackend backend = plain();

    assertThatThrownBy(() -> exporter(backend, "tls: {ca_file: /no/such.pem}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("/no/such.pem");
  }

  @Test
  @Proves({"GrpcClientConfig.wait_for_ready", "OtlpGrpcConfig.timeout"})
  void waitsForAConnectionIfTold() throws Exception {
    GrpcBackend gone = plain();
    String endpoint = gone.endpoint();
    gone.close();
    FakeHost host = new FakeHost("otlp_grpc");

    assertThat(exporter(host, endpoint, "{tls: {insecure: true}, timeout: 300ms}").export(LOGS))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, retry -> assertThat(retry.reason()).contains("UNAVAILABLE"));
    assertThat(
            exporter(
                    host, endpoint, "{tls: {insecure: true}, timeout: 300ms, wait_for_ready: true}")
                .export(LOGS))
        .isInstanceOfSatisfying(
            Delivery.Retry.class,
            retry -> assertThat(retry.reason()).contains("DEADLINE_EXCEEDED"));
  }

  @Test
  @Proves({
    "OtlpGrpcConfig.retry_on_failure",
    "OtlpGrpcConfig.sending_queue",
    "SendingQueueConfig.num_consumers",
    "SendingQueueConfig.batch",
    "Batch.min_size",
    "Batch.max_size",
    "Batch.flush_timeout",
    "Batch.sizer",
    "Partition.metadata_keys",
    "DeliveryConfig.max_rate",
    "DeliveryConfig.start_at",
    "DeliveryConfig.when_full"
  })
  void tellsTheRelayWhatIsConfigured() throws Exception {
    DeliveryPolicy policy =
        policy(
            """
            retry_on_failure: {initial_interval: 7s}
            sending_queue: {num_consumers: 3, batch: {min_size: 10, max_size: 20, flush_timeout: 1s}}
            max_rate: 50.5
            start_at: 1h30m
            when_full: expire
            """);

    assertThat(policy.retry().initialInterval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(policy.concurrency()).isEqualTo(3);
    assertThat(policy.batching()).isEqualTo(new Batching(10, 20, Duration.ofSeconds(1)));
    assertThat(policy.maxRate()).isEqualTo(50.5);
    assertThat(policy.startAt().back()).contains(Duration.ofMinutes(90));
    assertThat(policy.whenFull()).isEqualTo(DeliveryPolicy.WhenFull.EXPIRE);
    assertThat(policy("start_at: earliest").startAt().earliest()).isTrue();
    assertThat(policy("sending_queue: {batch: {sizer: bytes, min_size: 2560, max_size: 9000}}"))
        .satisfies(
            bytes -> {
              assertThat(bytes.batching().minItems()).isEqualTo(10);
              assertThat(bytes.maxBytes()).isEqualTo(9000);
            });
    assertThat(policy("sending_queue: {batch: {partition: {metadata_keys: [Region]}}}"))
        .satisfies(
            apart ->
                assertThat(apart.batching().apart())
                    .isEqualTo(new MetadataKeys(List.of("region"), 0)));
  }

  @Test
  void refusesAStartThatIsNone() {
    assertThat(Options.problems(OtlpGrpcExporter.FACTORY, "{endpoint: 'a:1', start_at: soon}"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("none of now, earliest"));
  }

  private DeliveryPolicy policy(String yaml) {
    return make(new FakeHost("otlp_grpc"), "endpoint: localhost:4317\n" + yaml).policy();
  }

  private Exporter exporter(GrpcBackend backend, String yaml) throws Exception {
    return exporter(new FakeHost("otlp_grpc"), backend.endpoint(), yaml);
  }

  private Exporter exporter(FakeHost host, String endpoint, String yaml) throws Exception {
    String to = "endpoint: '" + endpoint + "'";
    Exporter exporter =
        make(host, yaml.startsWith("{") ? "{" + to + ", " + yaml.substring(1) : to + "\n" + yaml);
    open.add(exporter);
    exporter.start();
    return exporter;
  }

  private static Exporter make(FakeHost host, String yaml) {
    return ((Factory.ExporterMaker<OtlpGrpcConfig>) OtlpGrpcExporter.FACTORY.maker())
        .make(Options.of(OtlpGrpcExporter.FACTORY, yaml), host);
  }

  private GrpcBackend plain() throws Exception {
    GrpcBackend backend = new GrpcBackend();
    open.add(backend);
    return backend;
  }

  private GrpcBackend secured(Optional<SelfSigned> trusted, String... protocols) throws Exception {
    var builder = GrpcSslContexts.forServer(server.certificate().toFile(), server.key().toFile());
    if (protocols.length > 0) {
      builder.protocols(protocols);
    }
    trusted.ifPresent(
        t -> builder.trustManager(t.certificate().toFile()).clientAuth(ClientAuth.REQUIRE));
    SslContext context = builder.build();
    GrpcBackend backend = new GrpcBackend(settings -> settings.sslContext(context));
    open.add(backend);
    return backend;
  }
}
