package io.tailrace.component.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.KeyManagerFactoryWrapper;
import io.tailrace.component.Host;
import io.tailrace.component.Reloading;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.PemFiles.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a server shows to clients and which clients it trusts, as its configuration says. Files
/// are read again while it runs; connections that are open stay.
public final class TlsServer {
  private final TlsServerConfig config;
  private final PemFiles files;
  private final InstantSource clock;

  /// Creates it without reading any file yet.
  public TlsServer(TlsServerConfig config, Host host) {
    this.config = config;
    this.files = new PemFiles(host.id());
    this.clock = host.clock();
  }

  /// Reads the files.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public Opened open() throws StartException {
    return new Opened(identity(), clients(), config.protocol());
  }

  /// What was read, which keeps up with its files.
  ///
  /// @param key shows the server's certificate
  /// @param clients decides which clients are trusted; empty when no certificate is asked for
  /// @param protocol which TLS to speak
  public record Opened(
      X509ExtendedKeyManager key,
      Optional<X509ExtendedTrustManager> clients,
      TlsProtocolConfig protocol) {
    /// Returns what shows the certificate, as servers want it wrapped.
    public KeyManagerFactory keyManagers() {
      return new KeyManagerFactoryWrapper(key);
    }

    /// Sets everything but the certificate, over what others may have set.
    public void into(SslContextBuilder builder) {
      protocol.into(builder.sslProvider(SslProvider.JDK));
      clients.ifPresent(trust -> builder.trustManager(trust).clientAuth(ClientAuth.REQUIRE));
    }
  }

  private X509ExtendedKeyManager identity() throws StartException {
    return new ReloadingKey(
        Reloading.open(() -> files.keyManager(config.keyPair()), clock, config.reloadInterval()));
  }

  /// Reads the file of authorities that clients' certificates must come from, if there is one.
  private Optional<X509ExtendedTrustManager> clients() throws StartException {
    Source authorities = new Source("client_ca", config.clientCaFile(), Optional.empty());
    if (!authorities.isGiven()) {
      return Optional.empty();
    }
    return Optional.of(
        new ReloadingTrust(
            Reloading.open(
                () -> files.trustManager(authorities, List.of()),
                clock,
                config.clientCaFileReload() ? Reloading.SOON : Duration.ZERO)));
  }
}
