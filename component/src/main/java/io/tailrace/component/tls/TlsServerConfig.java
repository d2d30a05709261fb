package io.tailrace.component.tls;

import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The Collector's `tls` of a server.
public record TlsServerConfig(
    @Option(doc = "A PEM file of the server's certificate and the chain above it.")
        Optional<String> certFile,
    @Option(doc = "The server's certificate, as PEM, instead of a file.") Optional<Secret> certPem,
    @Option(doc = "A PEM file of the server's private key.") Optional<String> keyFile,
    @Option(doc = "The server's private key, as PEM, instead of a file.") Optional<Secret> keyPem,
    @Option(
            doc =
                "A PEM file of the authorities whose clients may connect. With it a client without"
                    + " a certificate is turned away.")
        Optional<String> clientCaFile,
    @Option(doc = "Whether `client_ca_file` is read again when it changes, seen within a second.")
        boolean clientCaFileReload,
    @Option(
            value = "1.2",
            oneOf = {"1.0", "1.1", "1.2", "1.3"},
            doc = "The oldest version of TLS to speak.")
        String minVersion,
    @Option(
            oneOf = {"1.0", "1.1", "1.2", "1.3"},
            doc = "The newest version of TLS to speak; absent: 1.3.")
        Optional<String> maxVersion,
    @Option(doc = "The only cipher suites to use, by their IANA names; absent: the runtime's.")
        List<String> cipherSuites,
    @Option(
            doc = "The curves of the key exchange, in order.",
            noEffect = "the runtime's order is used")
        List<String> curvePreferences,
    @Option(
            min = 0,
            doc =
                "How often certificate and key are read again; `0` for never. Connections stay,"
                    + " new ones see the new certificate. Files that cannot be read then leave"
                    + " the last good ones in place.")
        Duration reloadInterval,
    @Option(doc = "A PEM file of authorities.", noEffect = "a server trusts `client_ca_file` only")
        Optional<String> caFile,
    @Option(doc = "Authorities as PEM.", noEffect = "a server trusts `client_ca_file` only")
        Optional<Secret> caPem,
    @Option(
            doc = "Whether the system's authorities are trusted.",
            noEffect = "a server trusts `client_ca_file` only")
        boolean includeSystemCaCertsPool)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (certFile.isPresent() && certPem.isPresent()) {
      findings.error("cert_pem", "cert_file is given too: remove one of them");
    }
    if (keyFile.isPresent() && keyPem.isPresent()) {
      findings.error("key_pem", "key_file is given too: remove one of them");
    }
    boolean certificate = certFile.isPresent() || certPem.isPresent();
    boolean key = keyFile.isPresent() || keyPem.isPresent();
    if (!certificate || !key) {
      findings.error(
          "",
          "a server needs a certificate and its key: give cert_file and key_file, or remove the"
              + " section to serve without TLS");
    }
    if (protocols().isEmpty()) {
      findings.error("max_version", "max_version is older than min_version, " + minVersion);
    }
  }

  /// The versions of TLS to speak, by Java's names, oldest first.
  List<String> protocols() {
    return Stream.of("1.0", "1.1", "1.2", "1.3")
        .filter(v -> v.compareTo(minVersion) >= 0 && v.compareTo(maxVersion.orElse("1.3")) <= 0)
        .map(v -> v.equals("1.0") ? "TLSv1" : "TLSv" + v)
        .toList();
  }
}
