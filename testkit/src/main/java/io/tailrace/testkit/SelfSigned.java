package io.tailrace.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// A certificate for `localhost` and `127.0.0.1` that signed itself, made with the JDK's own
/// tool.
///
/// @param certificate a PEM file of it
/// @param key a PEM file of its private key
public record SelfSigned(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /// Makes one in a directory, which is made too and holds nothing else.
  public static SelfSigned in(Path directory) throws Exception {
    Path store = Files.createDirectories(directory).resolve("store.p12");
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
                    "me",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1"))
            .redirectErrorStream(true)
            .start();
    String printed = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(printed);
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new SelfSigned(
        write(directory.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate("me").getEncoded()),
        write(
            directory.resolve("key.pem"),
            "PRIVATE KEY",
            keys.getKey("me", PASSWORD.toCharArray()).getEncoded()));
  }

  /// Writes this certificate and its key where another one's are.
  public void replace(SelfSigned other) throws IOException {
    Files.writeString(other.certificate, Files.readString(certificate));
    Files.writeString(other.key, Files.readString(key));
  }

  private static Path write(Path file, String label, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, text, label));
  }
}
