package io.tailrace.component.tls;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Turns the PEM that a component's configuration names into what TLS needs, and says which key
/// and file are at fault when that fails.
///
/// @param owner whose configuration it is
record PemFiles(ComponentId owner) {
  private static final char[] NO_PASSWORD = {};

  /// PEM that stands in a file or in the configuration itself.
  ///
  /// @param key the key without `_file` and `_pem`
  record Source(String key, Optional<String> file, Optional<Secret> pem) {
    boolean isGiven() {
      return file.isPresent() || pem.isPresent();
    }

    @Override
    public String toString() {
      return file.map(f -> "tls.%s_file %s".formatted(key, f)).orElse("tls.%s_pem".formatted(key));
    }
  }

  /// Returns a certificate and its key.
  Identity identity(KeyPairConfig config) throws StartException {
    Identity identity = new Identity(privateKey(config.key()), certificates(config.certificate()));
    String kind = identity.key().getAlgorithm();
    String expected = identity.chain().getFirst().getPublicKey().getAlgorithm();
    if (!kind.equals(expected)) {
      throw new StartException(
          "%s: %s is a key of another kind (%s) than the certificate of %s (%s): give the key that"
                  .formatted(owner, config.key(), kind, config.certificate(), expected)
              + " the certificate was made for");
    }
    return identity;
  }

  /// Returns a key manager that shows one certificate.
  X509ExtendedKeyManager keyManager(KeyPairConfig config) throws StartException {
    Identity identity = identity(config);
    try {
      KeyStore store = empty();
      X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
      store.setKeyEntry("own", identity.key(), NO_PASSWORD, chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw broken(config.certificate(), e);
    }
  }

  /// Returns a trust manager that trusts what authorities signed.
  ///
  /// @param others authorities beside those of the source
  X509ExtendedTrustManager trustManager(Source authorities, List<X509Certificate> others)
      throws StartException {
    try {
      KeyStore store = empty();
      for (X509Certificate authority : certificates(authorities)) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      for (X509Certificate authority : others) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      return trusting(store);
    } catch (GeneralSecurityException | IOException e) {
      throw broken(authorities, e);
    }
  }

  /// Returns the authorities that the system trusts.
  List<X509Certificate> systemAuthorities() throws StartException {
    try {
      return List.of(trusting(null).getAcceptedIssuers());
    } catch (GeneralSecurityException e) {
      throw new StartException(
          "%s cannot read the system's authorities: %s".formatted(owner, e.getMessage()), e);
    }
  }

  /// Returns a trust manager; without a store one that trusts the system's authorities.
  private static X509ExtendedTrustManager trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  /// Returns the certificates of a source, in its order.
  List<X509Certificate> certificates(Source source) throws StartException {
    try {
      return Pem.certificates(text(source));
    } catch (GeneralSecurityException e) {
      throw broken(source, e);
    }
  }

  private PrivateKey privateKey(Source source) throws StartException {
    try {
      return Pem.privateKey(text(source));
    } catch (GeneralSecurityException e) {
      throw broken(source, e);
    }
  }

  private String text(Source source) throws StartException {
    if (source.file().isEmpty()) {
      return source.pem().map(Secret::reveal).orElse("");
    }
    try {
      return Files.readString(Path.of(source.file().get()));
    } catch (NoSuchFileException e) {
      throw new StartException(
          "%s cannot read %s: there is no such file. Check the path".formatted(owner, source), e);
    } catch (IOException | InvalidPathException e) {
      throw new StartException(
          "%s cannot read %s (%s): check the path and its permissions".formatted(owner, source, e),
          e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, NO_PASSWORD);
    return store;
  }

  private StartException broken(Source source, Exception cause) {
    return new StartException(
        "%s cannot use %s: %s. Expected is PEM".formatted(owner, source, cause.getMessage()),
        cause);
  }
}
