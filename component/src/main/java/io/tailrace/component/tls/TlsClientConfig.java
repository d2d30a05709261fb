package io.tailrace.component.tls;

import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The Collector's `tls` of a client.
public record TlsClientConfig(
    @Option(doc = "Whether to connect without TLS.") boolean insecure,
    @Option(
            doc =
                "Whether to take any certificate of the server. Anybody between can then read"
                    + " along.")
        boolean insecureSkipVerify,
    @Option(doc = "The server's name to ask for and to check, instead of the endpoint's host.")
        Optional<String> serverNameOverride,
    @Option(doc = "A PEM file of the authorities to trust, instead of the system's.")
        Optional<String> caFile,
    @Option(doc = "The authorities to trust, as PEM, instead of a file.") Optional<Secret> caPem,
    @Option(doc = "A PEM file of the client's certificate and the chain above it.")
        Optional<String> certFile,
    @Option(doc = "The client's certificate, as PEM, instead of a file.") Optional<Secret> certPem,
    @Option(doc = "A PEM file of the client's private key.") Optional<String> keyFile,
    @Option(doc = "The client's private key, as PEM, instead of a file.") Optional<Secret> keyPem,
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
    @Option(doc = "Whether the system's authorities are trusted beside the given ones.")
        boolean includeSystemCaCertsPool,
    @Option(
            min = 0,
            doc =
                "How often files are looked at again; `0` for never. A file that cannot be read"
                    + " then leaves the last good one in place.")
        Duration reloadInterval)
    implements Validated {
  /// What holds when a file says nothing: TLS with the system's authorities.
  public static final TlsClientConfig DEFAULT = plain(false);

  /// No TLS: `insecure: true`.
  public static final TlsClientConfig DISABLED = plain(true);

  @Override
  public void validate(Findings findings) {
    both(findings, "ca", caFile.isPresent() && caPem.isPresent());
    both(findings, "cert", certFile.isPresent() && certPem.isPresent());
    both(findings, "key", keyFile.isPresent() && keyPem.isPresent());
    boolean certificate = certFile.isPresent() || certPem.isPresent();
    boolean key = keyFile.isPresent() || keyPem.isPresent();
    if (certificate != key) {
      findings.error(
          "", "a certificate and its key belong together: give cert_file and key_file, or neither");
    }
    if (protocols().isEmpty()) {
      findings.error("max_version", "max_version is older than min_version, " + minVersion);
    }
  }

  private static void both(Findings findings, String what, boolean both) {
    if (both) {
      findings.error(what + "_pem", "%s_file is given too: remove one of them".formatted(what));
    }
  }

  /// The versions of TLS to speak, by Java's names, oldest first.
  public List<String> protocols() {
    return Stream.of("1.0", "1.1", "1.2", "1.3")
        .filter(v -> v.compareTo(minVersion) >= 0 && v.compareTo(maxVersion.orElse("1.3")) <= 0)
        .map(v -> v.equals("1.0") ? "TLSv1" : "TLSv" + v)
        .toList();
  }

  private static TlsClientConfig plain(boolean insecure) {
    return new TlsClientConfig(
        insecure,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "1.2",
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        Duration.ZERO);
  }
}
