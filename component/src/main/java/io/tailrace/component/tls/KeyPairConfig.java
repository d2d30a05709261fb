package io.tailrace.component.tls;

import io.tailrace.component.tls.PemFiles.Source;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.util.Optional;

/// A certificate to show, and its key: keys of the `tls` of clients and servers alike, at the same
/// level as their own.
public record KeyPairConfig(
    @Option(doc = "A PEM file of one's own certificate and the chain above it.")
        Optional<String> certFile,
    @Option(doc = "One's own certificate, as PEM, instead of a file.") Optional<Secret> certPem,
    @Option(doc = "A PEM file of the certificate's private key.") Optional<String> keyFile,
    @Option(doc = "The certificate's private key, as PEM, instead of a file.")
        Optional<Secret> keyPem)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    both(findings, "cert", certFile, certPem);
    both(findings, "key", keyFile, keyPem);
    if (certificate().isGiven() != key().isGiven()) {
      findings.error(
          "", "a certificate and its key belong together: give cert_file and key_file, or neither");
    }
  }

  /// Refuses PEM that is given twice.
  static void both(
      Validated.Findings findings, String key, Optional<String> file, Optional<Secret> pem) {
    if (file.isPresent() && pem.isPresent()) {
      findings.error(key + "_pem", "%s_file is given too: remove one of them".formatted(key));
    }
  }

  /// Whether there is a certificate.
  boolean isGiven() {
    return certificate().isGiven();
  }

  Source certificate() {
    return new Source("cert", certFile, certPem);
  }

  Source key() {
    return new Source("key", keyFile, keyPem);
  }
}
