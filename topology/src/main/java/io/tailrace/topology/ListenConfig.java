package io.tailrace.topology;

import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys of `embedded.listen`: the listener that other machines reach.
public record ListenConfig(
    @Option(value = "0.0.0.0:19093", doc = "Host and port to listen on.") String endpoint,
    @Option(
            doc =
                "Host and port under which others find the listener: the endpoint's unless"
                    + " given, which must be when it listens on every address.")
        String advertised,
    @Option(doc = "The server's certificate. There is no listener without one.") Tls tls,
    @Option(
            doc =
                "Names and passwords of those who may append to the raw topics, keep count of"
                    + " that, and do nothing else: what a Tailrace of role `agent` needs.")
        Map<String, Secret> agents,
    @Option(
            doc =
                "Names and passwords of Tailrace processes on other machines: they may use the"
                    + " topics and groups that carry our prefix.")
        Map<String, Secret> workers,
    @Option(
            doc =
                "Names and passwords of consumers downstream: they may read our topics, in"
                    + " groups that do not carry our prefix.")
        Map<String, Secret> consumers)
    implements Validated {
  /// The keys of `tls`.
  public record Tls(
      @Option(
              required = true,
              doc = "A PEM file of the server's certificate and the chain above it.")
          String certFile,
      @Option(
              required = true,
              doc = "A PEM file of the certificate's private key, PKCS#8, not encrypted.")
          String keyFile) {}

  @Override
  public void validate(Findings findings) {
    Set<String> names = new HashSet<>();
    int users = 0;
    for (Map<String, Secret> each : List.of(agents, workers, consumers)) {
      names.addAll(each.keySet());
      users += each.size();
    }
    if (users == 0) {
      findings.error("", "nobody could connect: name at least one of agents, workers, consumers");
    }
    if (names.size() < users) {
      findings.error("", "a name stands in two of agents, workers and consumers: choose one role");
    }
    if (names.contains("ANONYMOUS")) {
      findings.error("", "the name ANONYMOUS is reserved: choose another");
    }
    if (endpoint.startsWith("0.0.0.0") && advertised.isEmpty()) {
      findings.error(
          "endpoint",
          "it listens on every address, so `advertised` must say under which name others find it");
    }
  }
}
