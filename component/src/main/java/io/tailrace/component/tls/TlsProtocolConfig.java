package io.tailrace.component.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// Which TLS to speak: keys of the `tls` of clients and servers alike, at the same level as their
/// own.
public record TlsProtocolConfig(
    @Option(
            value = "1.2",
            oneOf = {"1.0", "1.1", "1.2", "1.3"},
            doc =
                "The oldest version of TLS to speak. Java speaks none that is older than 1.2 unless"
                    + " its `jdk.tls.disabledAlgorithms` is changed.")
        Optional<String> minVersion,
    @Option(
            oneOf = {"1.0", "1.1", "1.2", "1.3"},
            doc = "The newest version of TLS to speak; absent: 1.3.")
        Optional<String> maxVersion,
    @Option(
            doc =
                "The only cipher suites to use up to TLS 1.2, by their IANA names; absent: the"
                    + " runtime's. Those of TLS 1.3 are all in use, as in the Collector, unless"
                    + " some of them are named.")
        List<String> cipherSuites,
    @Option(
            doc = "The curves of the key exchange, in order.",
            noEffect = "the runtime's order is used")
        List<String> curvePreferences,
    @Option(
            doc = "Whether `cipher_suites` may name suites that are known to be weak.",
            noEffect = "the runtime decides which suites it still has")
        boolean includeInsecureCipherSuites)
    implements Validated {
  private static final String NEWEST = "TLSv1.3";
  private static final List<String> SUITES_OF_NEWEST =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  @Override
  public void validate(Findings findings) {
    if (protocols().isEmpty()) {
      findings.error("max_version", "max_version is older than min_version, " + oldest());
    }
    if (cipherSuites.isEmpty()) {
      // Java's whole TLS would be loaded to know the names, a tenth of a start in plain text.
      return;
    }
    List<String> known = known();
    for (String suite : cipherSuites) {
      if (!known.contains(suite)) {
        findings.error(
            "cipher_suites",
            "the cipher suite \"%s\" is unknown: names are such as %s"
                .formatted(suite, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
      }
    }
  }

  private static List<String> known() {
    try {
      return List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /// The versions of TLS to speak, by Java's names, oldest first.
  public List<String> protocols() {
    return Stream.of("1.0", "1.1", "1.2", "1.3")
        .filter(v -> v.compareTo(oldest()) >= 0 && v.compareTo(maxVersion.orElse("1.3")) <= 0)
        .map(v -> v.equals("1.0") ? "TLSv1" : "TLSv" + v)
        .toList();
  }

  private String oldest() {
    return minVersion.orElse("1.2");
  }

  /// The only cipher suites to use, empty for the runtime's.
  public List<String> suites() {
    boolean more =
        !cipherSuites.isEmpty()
            && protocols().contains(NEWEST)
            && cipherSuites.stream().noneMatch(SUITES_OF_NEWEST::contains);
    return more
        ? Stream.concat(SUITES_OF_NEWEST.stream(), cipherSuites.stream()).toList()
        : cipherSuites;
  }

  /// Says so to a context that is being built.
  void into(SslContextBuilder builder) {
    builder.protocols(protocols());
    if (!cipherSuites.isEmpty()) {
      builder.ciphers(suites(), SupportedCipherSuiteFilter.INSTANCE);
    }
  }
}
