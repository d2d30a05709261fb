package io.tailrace.receivers.otlp;

import io.tailrace.component.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate that signed itself, made with the JDK's own tool.
record Certificates(Path certificate, Path key, X509Certificate parsed) {
  private static final String PASSWORD = "changeit";

  /// Makes one whose files are named after it.
  static Certificates make(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD,
                    "-alias",
                    "own",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1"))
            .redirectErrorStream(true)
            .start();
    String printed = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException(printed);
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    X509Certificate parsed = (X509Certificate) keys.getCertificate("own");
    byte[] key = keys.getKey("own", PASSWORD.toCharArray()).getEncoded();
    return new Certificates(
        Files.writeString(
            directory.resolve(name + ".crt"), Pem.text("CERTIFICATE", parsed.getEncoded())),
        Files.writeString(directory.resolve(name + ".key"), Pem.text("PRIVATE KEY", key)),
        parsed);
  }

  /// Puts this certificate where another one was.
  void replace(Certificates other) throws IOException {
    Files.writeString(other.certificate, Files.readString(certificate));
    Files.writeString(other.key, Files.readString(key));
  }
}
