package io.tailrace.exporters.otlp_http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.ServerBuilder;
import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import io.tailrace.testkit.SelfSigned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpHttpOptionsTest {
  private static final Payload LOGS =
      Payload.of(Signal.LOGS, "any bytes will do ".repeat(200).getBytes(), 1);

  @TempDir static Path directory;
  private static SelfSigned certificate;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = SelfSigned.in(directory);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  @Proves("HttpClientConfig.tls")
  void trustsTheConfiguredAuthorityAlone() throws Exception {
    HttpBackend backend = secured();

    assertThat(
            exporter(secure(backend), "tls: {ca_file: '%s'}".formatted(certificate.certificate()))
                .export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
    assertThat(exporter(secure(backend), "").export(LOGS)).isInstanceOf(Delivery.Unreachable.class);
    assertThat(exporter(secure(backend), "tls: {insecure_skip_verify: true}").export(LOGS))
        .isEqualTo(Delivery.DELIVERED);
  }

  @ParameterizedTest
  @CsvSource({"ECDSA, true", "RSA, false"})
  @Proves("TlsProtocolConfig.cipher_suites")
  void offersTheConfiguredCipherSuites(String kind, boolean known) throws Exception {
    String tls =
        "tls: {insecure_skip_verify: true, max_version: '1.2', cipher_suites: [TLS_ECDHE_%s_%s]}"
            .formatted(kind, "WITH_AES_256_GCM_SHA384");

    Delivery delivery = exporter(secure(secured()), tls).export(LOGS);

    assertThat(delivery.equals(Delivery.DELIVERED)).isEqualTo(known);
  }

  @Test
  void refusesAServerNameThatItCannotAskFor() {
    assertThatThrownBy(
            () -> exporter("https://localhost:1", "tls: {server_name_override: other.example}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("server_name_override");
  }

  @ParameterizedTest
  @CsvSource({"true, H2", "false, H1"})
  @Proves("HttpClientConfig.force_attempt_http2")
  void speaksHttp2UnlessToldOtherwise(boolean http2, SessionProtocol protocol) throws Exception {
    HttpBackend backend = secured();

    exporter(
            secure(backend),
            "{tls: {insecure_skip_verify: true}, force_attempt_http2: %s}".formatted(http2))
        .export(LOGS);

    assertThat(backend.connections().getFirst().protocol()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @CsvSource({"true, 2", "false, 1"})
  @Proves("HttpClientConfig.disable_keep_alives")
  void keepsItsConnectionUnlessToldOtherwise(boolean disabled, int connections) throws Exception {
    HttpBackend backend = backend(builder -> builder.http(0));
    Exporter exporter = exporter(backend.endpoint(), "disable_keep_alives: " + disabled);

    exporter.export(LOGS);
    exporter.export(LOGS);

    assertThat(backend.connections().stream().distinct()).hasSize(connections);
  }

  @Test
  @Proves("HttpClientConfig.idle_conn_timeout")
  void dropsAConnectionThatIsIdle() throws Exception {
    HttpBackend backend = backend(builder -> builder.http(0));
    Exporter exporter = exporter(backend.endpoint(), "idle_conn_timeout: 20ms");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);

    while (backend.connections().stream().distinct().count() < 2) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      exporter.export(LOGS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  @Test
  @Proves("HttpClientConfig.proxy_url")
  void goesThroughAProxy() throws Exception {
    HttpBackend backend = backend(builder -> builder.http(0));
    TunnelProxy proxy = new TunnelProxy();
    open.add(proxy);

    Exporter exporter =
        exporter(backend.endpoint(), "proxy_url: 'http://127.0.0.1:%d'".formatted(proxy.port()));

    assertThat(exporter.export(LOGS)).isEqualTo(Delivery.DELIVERED);
    assertThat(proxy.asked()).containsExactly("CONNECT 127.0.0.1:" + backend.port());
  }

  @Test
  void refusesAProxyThatIsNone() {
    assertThatThrownBy(() -> exporter("http://localhost:1", "proxy_url: 'ftp://x'"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("http://host:port");
  }

  @ParameterizedTest
  @CsvSource({"true, a=b", "false, none"})
  @Proves({"HttpClientConfig.cookies", "Cookies.enabled"})
  void sendsCookiesBackIfTold(boolean enabled, String sent) throws Exception {
    HttpBackend backend = backend(builder -> builder.http(0));
    backend.answer(
        _ ->
            HttpResponse.of(
                ResponseHeaders.builder(200).set(HttpHeaderNames.SET_COOKIE, "a=b").build()));
    Exporter exporter = exporter(backend.endpoint(), "cookies: {enabled: %s}".formatted(enabled));

    exporter.export(LOGS);
    exporter.export(LOGS);

    assertThat(backend.received().get(1).headers().get("cookie", "none")).isEqualTo(sent);
  }

  @Test
  @Proves("HttpClientConfig.auth")
  void addsCredentialsOfAnExtension() throws Exception {
    HttpBackend backend = backend(builder -> builder.http(0));
    ClientAuthenticator token = () -> Map.of("authorization", "Bearer t");
    FakeHost host = new FakeHost("otlp_http").with(ComponentId.of("bearer"), token);

    exporter(host, backend.endpoint(), "auth: {authenticator: bearer}").export(LOGS);

    assertThat(backend.received().getFirst().headers().get("authorization")).isEqualTo("Bearer t");
  }

  @Test
  @Proves({"OtlpHttpConfig.retry_on_failure", "OtlpHttpConfig.sending_queue"})
  void tellsTheRelayWhatIsConfigured() {
    DeliveryPolicy policy =
        make(
                new FakeHost("otlp_http"),
                """
                endpoint: http://localhost:4318
                retry_on_failure: {initial_interval: 7s}
                sending_queue: {num_consumers: 3}
                """)
            .policy();

    assertThat(policy.retry().initialInterval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(policy.concurrency()).isEqualTo(3);
  }

  private static String secure(HttpBackend backend) {
    return "https://127.0.0.1:" + backend.port();
  }

  private HttpBackend secured() {
    return backend(
        builder ->
            builder
                .https(0)
                .tls(
                    TlsKeyPair.of(certificate.key().toFile(), certificate.certificate().toFile())));
  }

  private HttpBackend backend(UnaryOperator<ServerBuilder> settings) {
    HttpBackend backend = new HttpBackend(settings);
    open.add(backend);
    return backend;
  }

  private Exporter exporter(String endpoint, String yaml) throws Exception {
    return exporter(new FakeHost("otlp_http"), endpoint, yaml);
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
    return ((Factory.ExporterMaker<OtlpHttpConfig>) OtlpHttpExporter.FACTORY.maker())
        .make(Options.of(OtlpHttpExporter.FACTORY, yaml), host);
  }
}
