package io.tailrace.component.tls;

import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.Optional;

/// The Collector's `tls` of a server.
public record TlsServerConfig(
    @Option(inline = true, doc = "What the server shows.") KeyPairConfig keyPair,
    @Option(inline = true, doc = "Which TLS it speaks.") TlsProtocolConfig protocol,
    @Option(
            doc =
                "A PEM file of the authorities whose clients may connect. With it a client without"
                    + " a certificate is turned away.")
        Optional<String> clientCaFile,
    @Option(doc = "Whether `client_ca_file` is read again when it changes, seen within a second.")
        boolean clientCaFileReload,
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
    if (!keyPair.isGiven()) {
      findings.error(
          "",
          "a server needs a certificate and its key: give cert_file and key_file, or remove the"
              + " section to serve without TLS");
    }
  }
}
