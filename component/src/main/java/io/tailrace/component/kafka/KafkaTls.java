package io.tailrace.component.kafka;

import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.Identity;
import io.tailrace.component.tls.Pem;
import io.tailrace.component.tls.TlsClient;
import io.tailrace.component.tls.TlsClientConfig;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says TLS in the words of Kafka's clients.
final class KafkaTls {
  private KafkaTls() {}

  static void into(Map<String, Object> properties, TlsClientConfig config, Host host)
      throws StartException {
    refuseWhatKafkaCannot(config, host);
    properties.put("ssl.enabled.protocols", String.join(",", config.protocol().protocols()));
    properties.put("ssl.protocol", config.protocol().protocols().getLast());
    if (!config.protocol().suites().isEmpty()) {
      properties.put("ssl.cipher.suites", String.join(",", config.protocol().suites()));
    }
    TlsClient client = new TlsClient(config, host);
    List<X509Certificate> authorities = client.authorities();
    if (!authorities.isEmpty()) {
      properties.put("ssl.truststore.type", "PEM");
      properties.put("ssl.truststore.certificates", text(authorities));
    }
    Optional<Identity> identity = client.identity();
    if (identity.isPresent()) {
      properties.put("ssl.keystore.type", "PEM");
      properties.put("ssl.keystore.certificate.chain", text(identity.get().chain()));
      properties.put(
          "ssl.keystore.key", Pem.text("PRIVATE KEY", identity.get().key().getEncoded()));
    }
  }

  private static void refuseWhatKafkaCannot(TlsClientConfig config, Host host)
      throws StartException {
    if (config.insecureSkipVerify()) {
      throw new StartException(
          "%s has tls.insecure_skip_verify, which Kafka's client does not offer: name the"
                  .formatted(host.id())
              + " authority of the brokers' certificates in tls.ca_file");
    }
    if (config.serverNameOverride().isPresent()) {
      throw new StartException(
          "%s has tls.server_name_override, which Kafka's client does not offer: use broker"
                  .formatted(host.id())
              + " names that their certificates hold");
    }
  }

  private static String text(List<X509Certificate> certificates) throws StartException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append(Pem.text("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new StartException("a certificate cannot be written as PEM", e);
      }
    }
    return text.toString();
  }
}
