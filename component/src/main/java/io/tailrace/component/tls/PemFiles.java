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
    @Override
    public String toString() {
      return file.map(f -> "tls.%s_file %s".formatted(key, f)).orElse("tls.%s_pem".formatted(key));
    }
  }

  /// Returns a key manager that shows one certificate.
  X509ExtendedKeyManager identity(Source certificate, Source key) throws StartException {
    PrivateKey secret = privateKey(key);
    X509Certificate[] chain = certificates(certificate).toArray(X509Certificate[]::new);
    if (!secret.getAlgorithm().equals(chain[0].getPublicKey().getAlgorithm())) {
      throw new StartException(
          "%s: %s is a key of another kind (%s) than the certificate of %s (%s): give the key that"
                  .formatted(
                      owner,
                      key,
                      secret.getAlgorithm(),
                      certificate,
                      chain[0].getPublicKey().getAlgorithm())
              + " the certificate was made for");
    }
    try {
      KeyStore store = empty();
      store.setKeyEntry("own", secret, NO_PASSWORD, chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw broken(certificate, e);
    }
  }

  /// Returns a trust manager that trusts what these authorities signed.
  X509ExtendedTrustManager trust(Source authorities) throws StartException {
    try {
      KeyStore store = empty();
      int index = 0;
      for (X509Certificate authority : certificates(authorities)) {
        store.setCertificateEntry("authority-" + index++, authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw broken(authorities, e);
    }
  }

  private List<X509Certificate> certificates(Source source) throws StartException {
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
