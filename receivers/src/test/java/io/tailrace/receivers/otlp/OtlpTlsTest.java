package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.Pem;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.FakeIntake;
import io.tailrace.testkit.Options;
import io.tailrace.testkit.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The servers' TLS, with real handshakes.
class OtlpTlsTest {
  private static final String SUITE = "TLS_ECDHE_ECDSA_WITH_AES_%s_GCM_SHA%s";
  private static final byte[] REQUEST = Requests.of(Signal.TRACES, 1);

  @TempDir static Path made;
  private static SelfSigned server;
  private static SelfSigned second;
  private static SelfSigned user;

  @TempDir private Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private Optional<OtlpReceiver> receiver = Optional.empty();

  @BeforeAll
  static void makeCertificates() throws Exception {
    server = SelfSigned.in(made.resolve("server"));
    second = SelfSigned.in(made.resolve("second"));
    user = SelfSigned.in(made.resolve("user"));
  }

  @AfterEach
  void close() {
    receiver.ifPresent(OtlpReceiver::close);
  }

  @Test
  @Proves({
    "GrpcServerConfig.tls",
    "KeyPairConfig.cert_file",
    "KeyPairConfig.key_file",
    "TlsServerConfig.client_ca_file"
  })
  void speaksTlsWithWhomItTrusts() throws Exception {
    String address = start("grpc", files(server) + ", client_ca_file: '%s'", user.certificate());
    assertThat(send(address, server, Optional.of(user))).isEqualTo(Status.Code.OK);
    assertThat(send(address, server, Optional.empty())).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(send(address, server, Optional.of(second))).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  @Proves("TlsServerConfig.reload_interval")
  void readsCertificatesAgainAndKeepsConnections() throws Exception {
    SelfSigned shown = copy(server);
    String address = start("grpc", files(shown) + ", reload_interval: 1h");
    try (GrpcSender before = sender(address, server, Optional.empty())) {
      assertThat(before.send(Signal.TRACES, REQUEST).status()).isEqualTo(Status.OK);
      second.replace(shown);
      now.set(now.get().plusSeconds(7200));
      assertThat(send(address, second, Optional.empty())).isEqualTo(Status.Code.OK);
      assertThat(before.send(Signal.TRACES, REQUEST).status()).isEqualTo(Status.OK);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Proves("TlsServerConfig.client_ca_file_reload")
  void readsWhomItTrustsAgainOnlyWhenTold(boolean again) throws Exception {
    SelfSigned trusted = copy(user);
    String address =
        start(
            "grpc",
            files(server) + ", client_ca_file: '%s', client_ca_file_reload: %s",
            trusted.certificate(),
            again);
    assertThat(send(address, server, Optional.of(user))).isEqualTo(Status.Code.OK);
    second.replace(trusted);
    now.set(now.get().plusSeconds(2));
    assertThat(send(address, server, Optional.of(second)))
        .isEqualTo(again ? Status.Code.OK : Status.Code.UNAVAILABLE);
    assertThat(send(address, server, Optional.of(user)))
        .isEqualTo(again ? Status.Code.UNAVAILABLE : Status.Code.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  @Proves({
    "GrpcServerConfig.tls",
    "HttpServerConfig.tls",
    "KeyPairConfig.cert_pem",
    "KeyPairConfig.key_pem"
  })
  void showsACertificateThatStandsInTheFileItself(String protocol) throws Exception {
    String certificate = Files.readString(server.certificate()).replace("\r", "");
    String key = Files.readString(server.key()).replace("\r", "");
    String address =
        start(
            protocol,
            "cert_pem: \"%s\", key_pem: \"%s\"",
            certificate.replace("\n", "\\n"),
            key.replace("\n", "\\n"));
    assertThat(handshake(address).getPeerCertificates()[0])
        .isEqualTo(Pem.certificates(certificate).getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  @Proves({"TlsProtocolConfig.min_version", "TlsProtocolConfig.max_version"})
  void speaksTheVersionsThatTheFileAllows(String protocol) throws Exception {
    String newest = start(protocol, files(server) + ", min_version: '1.3'");
    assertThat(handshake(newest).getProtocol()).isEqualTo("TLSv1.3");
    assertThatThrownBy(() -> handshake(newest, "TLSv1.2")).isInstanceOf(SSLException.class);
    close();
    String older = start(protocol, files(server) + ", max_version: '1.2'");
    assertThat(handshake(older).getProtocol()).isEqualTo("TLSv1.2");
    assertThatThrownBy(() -> handshake(older, "TLSv1.3")).isInstanceOf(SSLException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  @Proves("TlsProtocolConfig.cipher_suites")
  void usesTheCipherSuitesOfTheFile(String protocol) throws Exception {
    for (String suite : new String[] {SUITE.formatted(128, 256), SUITE.formatted(256, 384)}) {
      String address = start(protocol, files(server) + ", cipher_suites: [%s]", suite);
      assertThat(handshake(address, "TLSv1.2").getCipherSuite()).isEqualTo(suite);
      assertThat(handshake(address).getProtocol()).isEqualTo("TLSv1.3");
      close();
    }
    String chosen = start(protocol, files(server) + ", cipher_suites: [TLS_AES_256_GCM_SHA384]");
    assertThat(handshake(chosen).getCipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
    assertThatThrownBy(() -> handshake(chosen, "TLSv1.2")).isInstanceOf(SSLException.class);
  }

  @Test
  void saysWhatCannotBeMeant() {
    assertThat(problems("cert_file: a, key_file: b, cipher_suites: [TLS_NONSENSE]"))
        .contains("the cipher suite \"TLS_NONSENSE\" is unknown");
    assertThat(problems("cert_file: a, key_file: b, max_version: '1.1'"))
        .contains("max_version is older than min_version");
    assertThat(problems("cert_file: a, cert_pem: x, key_file: b"))
        .contains("cert_file is given too");
    assertThat(problems("cert_file: a")).contains("belong together");
    assertThat(problems("min_version: '1.3'")).contains("needs a certificate");
  }

  private static String problems(String tls) {
    String text = "protocols: {http: {tls: {" + tls + "}}}";
    return Options.problems(OtlpReceiver.FACTORY, text).toString();
  }

  @Test
  void namesTheFileAtFault() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.crt"), "no certificate");
    assertThatThrownBy(() -> start("http", "cert_file: '%s', key_file: /nowhere", broken))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("/nowhere");
    assertThatThrownBy(() -> start("http", "cert_file: '%s', key_file: '%s'", broken, server.key()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("broken.crt");
  }

  private static String files(SelfSigned pair) {
    return "cert_file: '%s', key_file: '%s'".formatted(pair.certificate(), pair.key());
  }

  /// Returns files of one's own, which may be replaced.
  private SelfSigned copy(SelfSigned pair) throws IOException {
    SelfSigned copy = new SelfSigned(directory.resolve("own.crt"), directory.resolve("own.key"));
    pair.replace(copy);
    return copy;
  }

  private String start(String protocol, String tls, Object... values) throws StartException {
    String text =
        "protocols: {%s: {endpoint: '127.0.0.1:0', tls: {%s}}}"
            .formatted(protocol, tls.formatted(values));
    receiver = Optional.of(Receivers.of(text, new FakeHost("otlp", now::get), new FakeIntake()));
    receiver.get().start();
    return receiver.get().listening().getFirst().address();
  }

  private static Status.Code send(String address, SelfSigned trusted, Optional<SelfSigned> own) {
    try (GrpcSender sender = sender(address, trusted, own)) {
      return sender.send(Signal.TRACES, REQUEST).status().getCode();
    }
  }

  private static GrpcSender sender(String address, SelfSigned trusted, Optional<SelfSigned> own) {
    return new GrpcSender(
        address,
        builder -> {
          try {
            var context = GrpcSslContexts.forClient().trustManager(trusted.certificate().toFile());
            own.ifPresent(
                mine -> context.keyManager(mine.certificate().toFile(), mine.key().toFile()));
            return builder.sslContext(context.build());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /// Shakes hands as a client that trusts the server.
  ///
  /// @param versions those that it speaks, by Java's names; none for all
  private static SSLSession handshake(String address, String... versions) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "server", Pem.certificates(Files.readString(server.certificate())).getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port)) {
      if (versions.length > 0) {
        socket.setEnabledProtocols(versions);
      }
      socket.startHandshake();
      return socket.getSession();
    }
  }
}
