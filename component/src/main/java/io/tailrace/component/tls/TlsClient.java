package io.tailrace.component.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a client shows to servers and what it trusts, as its configuration says.
public final class TlsClient {
  private static final char[] NO_PASSWORD = {};

  private final TlsClientConfig config;
  private final String owner;
  private final InstantSource clock;

  /// Creates it without reading any file yet.
  public TlsClient(TlsClientConfig config, Host host) {
    this.config = config;
    this.owner = host.id().toString();
    this.clock = host.clock();
  }

  /// Adds everything to a context that is being built.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public void into(SslContextBuilder builder) throws StartException {
    builder.protocols(config.protocols());
    if (!config.cipherSuites().isEmpty()) {
      builder.ciphers(config.cipherSuites(), SupportedCipherSuiteFilter.INSTANCE);
    }
    if (config.insecureSkipVerify()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (hasAuthorities()) {
      builder.trustManager(
          new ReloadingTrust(
              new Reloading<>(trust(), this::trust, clock, config.reloadInterval())));
    }
    Optional<X509ExtendedKeyManager> key = key();
    if (key.isPresent()) {
      builder.keyManager(
          new ReloadingKey(
              new Reloading<>(
                  key.get(), () -> key().orElseThrow(), clock, config.reloadInterval())));
    }
  }

  /// Returns the authorities to trust, none when the system's are.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public List<X509Certificate> authorities() throws StartException {
    if (!hasAuthorities()) {
      return List.of();
    }
    List<X509Certificate> authorities = new ArrayList<>();
    try {
      authorities.addAll(Pem.certificates(text("ca", config.caFile(), config.caPem())));
      if (config.includeSystemCaCertsPool()) {
        authorities.addAll(List.of(trust(null).getAcceptedIssuers()));
      }
      return authorities;
    } catch (GeneralSecurityException e) {
      throw broken("ca", config.caFile(), e);
    }
  }

  /// Returns the client's own certificate and key, if it has one.
  ///
  /// @throws StartException when a file cannot be read or does not hold what it should
  public Optional<Identity> identity() throws StartException {
    boolean certificate = config.certFile().isPresent() || config.certPem().isPresent();
    boolean key = config.keyFile().isPresent() || config.keyPem().isPresent();
    if (certificate != key) {
      throw new StartException(
          "%s has a TLS %s without a %s: give both cert_file and key_file, or neither"
              .formatted(
                  owner, certificate ? "certificate" : "key", certificate ? "key" : "certificate"));
    }
    if (!key) {
      return Optional.empty();
    }
    return Optional.of(new Identity(privateKey(), chain()));
  }

  /// A client's own certificate.
  ///
  /// @param key its private key
  /// @param chain the certificate, then those above it
  public record Identity(PrivateKey key, List<X509Certificate> chain) {}

  private PrivateKey privateKey() throws StartException {
    try {
      return Pem.privateKey(text("key", config.keyFile(), config.keyPem()));
    } catch (GeneralSecurityException e) {
      throw broken("key", config.keyFile(), e);
    }
  }

  private List<X509Certificate> chain() throws StartException {
    try {
      return Pem.certificates(text("cert", config.certFile(), config.certPem()));
    } catch (GeneralSecurityException e) {
      throw broken("cert", config.certFile(), e);
    }
  }

  private boolean hasAuthorities() {
    return config.caFile().isPresent() || config.caPem().isPresent();
  }

  private X509ExtendedTrustManager trust() throws StartException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, NO_PASSWORD);
      int index = 0;
      for (X509Certificate authority : authorities()) {
        store.setCertificateEntry("authority-" + index++, authority);
      }
      return trust(store);
    } catch (GeneralSecurityException | IOException e) {
      throw broken("ca", config.caFile(), e);
    }
  }

  private static X509ExtendedTrustManager trust(@org.jspecify.annotations.Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private Optional<X509ExtendedKeyManager> key() throws StartException {
    Optional<Identity> identity = identity();
    if (identity.isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, NO_PASSWORD);
      store.setKeyEntry(
          "client",
          identity.get().key(),
          NO_PASSWORD,
          identity.get().chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return Optional.of((X509ExtendedKeyManager) factory.getKeyManagers()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw broken("cert", config.certFile(), e);
    }
  }

  private String text(String what, Optional<String> file, Optional<Secret> pem)
      throws StartException {
    if (file.isEmpty()) {
      return pem.map(Secret::reveal).orElse("");
    }
    if (pem.isPresent()) {
      throw new StartException(
          "%s has both tls.%s_file and tls.%s_pem: remove one".formatted(owner, what, what));
    }
    try {
      return Files.readString(Path.of(file.get()));
    } catch (IOException e) {
      throw new StartException(
          "%s cannot read tls.%s_file %s (%s): check the path and its permissions"
              .formatted(owner, what, file.get(), e.getClass().getSimpleName()),
          e);
    }
  }

  private StartException broken(String what, Optional<String> file, Exception cause) {
    return new StartException(
        "%s cannot use tls.%s: %s. A PEM file is expected"
            .formatted(
                owner,
                file.map(f -> what + "_file " + f).orElse(what + "_pem"),
                cause.getMessage()),
        cause);
  }
}
