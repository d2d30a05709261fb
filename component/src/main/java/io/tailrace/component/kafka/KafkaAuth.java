package io.tailrace.component.kafka;

import io.tailrace.component.tls.TlsClientConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import java.util.Map;
import java.util.Optional;

/// The Collector's `auth` of a Kafka client.
public record KafkaAuth(
    @Option(doc = "User and password by SASL.") Optional<Sasl> sasl,
    @Option(doc = "User and password by SASL/PLAIN: `sasl` in older files.")
        Optional<PlainText> plainText,
    @Option(doc = "TLS: the place of `tls` in older files.") Optional<TlsClientConfig> tls,
    @Option(doc = "Kerberos.") Optional<Kerberos> kerberos) {
  boolean authenticates() {
    return sasl.isPresent() || plainText.isPresent() || kerberos.isPresent();
  }

  /// Adds what the client needs to authenticate, nothing if it does not.
  void into(Map<String, Object> properties) {
    kerberos.ifPresent(k -> k.into(properties));
    plainText.ifPresent(p -> Sasl.into(properties, "PLAIN", p.username(), p.password()));
    sasl.ifPresent(s -> Sasl.into(properties, s.mechanism(), s.username(), s.password()));
  }

  /// User and password.
  public record Sasl(
      @Option(required = true, doc = "The user.") String username,
      @Option(required = true, doc = "The password.") Secret password,
      @Option(
              required = true,
              oneOf = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"},
              doc = "How the password is shown to the broker.")
          String mechanism,
      @Option(
              min = 0,
              max = 1,
              doc = "The version of the handshake.",
              noEffect = "client and broker agree on it by themselves")
          int version) {
    private static void into(
        Map<String, Object> properties, String mechanism, String username, Secret password) {
      String module =
          mechanism.equals("PLAIN")
              ? "org.apache.kafka.common.security.plain.PlainLoginModule"
              : "org.apache.kafka.common.security.scram.ScramLoginModule";
      properties.put("sasl.mechanism", mechanism);
      properties.put(
          "sasl.jaas.config",
          new JaasEntry(module)
              .with("username", username)
              .with("password", password.reveal())
              .text());
    }
  }

  /// User and password by SASL/PLAIN.
  public record PlainText(
      @Option(required = true, doc = "The user.") String username,
      @Option(required = true, doc = "The password.") Secret password) {}

  /// Kerberos, with a key table.
  public record Kerberos(
      @Option(required = true, doc = "The name of the brokers' service, often `kafka`.")
          String serviceName,
      @Option(required = true, doc = "The realm of the user.") String realm,
      @Option(required = true, doc = "The user.") String username,
      @Option(
              required = true,
              doc = "The file of the user's keys. Passwords are not kept for Kerberos.")
          String keytabFile,
      @Option(
              value = "true",
              doc = "Whether a key table is used.",
              noEffect = "a key table is the only way")
          boolean useKeytab,
      @Option(
              doc = "The Kerberos settings.",
              noEffect = "the Java runtime reads /etc/krb5.conf, or java.security.krb5.conf")
          Optional<String> configFile,
      @Option(doc = "Whether FAST is left out.", noEffect = "the Java runtime decides")
          boolean disableFastNegotiation) {
    private void into(Map<String, Object> properties) {
      properties.put("sasl.mechanism", "GSSAPI");
      properties.put("sasl.kerberos.service.name", serviceName);
      properties.put(
          "sasl.jaas.config",
          new JaasEntry("com.sun.security.auth.module.Krb5LoginModule")
              .with("useKeyTab", "true")
              .with("storeKey", "true")
              .with("keyTab", keytabFile)
              .with("principal", username + "@" + realm)
              .text());
    }
  }
}
