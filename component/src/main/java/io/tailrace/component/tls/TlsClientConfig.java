package io.tailrace.component.tls;

import io.tailrace.component.tls.PemFiles.Source;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.Optional;

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
    @Option(doc = "Whether the system's authorities are trusted beside the given ones.")
        boolean includeSystemCaCertsPool,
    @Option(inline = true, doc = "What the client shows.") KeyPairConfig keyPair,
    @Option(inline = true, doc = "Which TLS it speaks.") TlsProtocolConfig protocol,
    @Option(
            min = 0,
            doc =
                "How often files are looked at again; `0` for never. A file that cannot be read"
                    + " then leaves the last good one in place.")
        Duration reloadInterval)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    KeyPairConfig.both(findings, "ca", caFile, caPem);
  }

  Source authorities() {
    return new Source("ca", caFile, caPem);
  }
}
