package io.tailrace.component.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.tailrace.component.Host;
import io.tailrace.component.Reloading;
import io.tailrace.component.StartException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a client shows to servers and what it trusts, as its configuration says.
public final class TlsClient {
  private final TlsClientConfig config;
  private final PemFiles files;
  private final InstantSource clock;

  /// Creates it without reading any file yet.
  public TlsClient(TlsClientConfig config, Host host) {
    this.config = config;
    this.files = new PemFiles(host.id());
    this.clock = host.clock();
  }

  /// Adds everything to a context that is being built.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public void into(SslContextBuilder builder) throws StartException {
    config.protocol().into(builder);
    if (config.insecureSkipVerify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (config.authorities().isGiven()) {
      builder.trustManager(
          new ReloadingTrust(
              reloading(() -> files.trustManager(config.authorities(), alsoTrusted()))));
    }
    if (config.keyPair().isGiven()) {
      builder.keyManager(new ReloadingKey(reloading(() -> files.keyManager(config.keyPair()))));
    }
  }

  private <T> Reloading<T> reloading(Reloading.Source<T> source) throws StartException {
    return Reloading.open(source, clock, config.reloadInterval());
  }

  /// Returns the authorities to trust, none when the system's are.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public List<X509Certificate> authorities() throws StartException {
    return config.authorities().isGiven()
        ? Stream.concat(files.certificates(config.authorities()).stream(), alsoTrusted().stream())
            .toList()
        : List.of();
  }

  private List<X509Certificate> alsoTrusted() throws StartException {
    return config.includeSystemCaCertsPool() ? files.systemAuthorities() : List.of();
  }

  /// Returns the client's own certificate and key, if it has one.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public Optional<Identity> identity() throws StartException {
    return config.keyPair().isGiven()
        ? Optional.of(files.identity(config.keyPair()))
        : Optional.empty();
  }
}
