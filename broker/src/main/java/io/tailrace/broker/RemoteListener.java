package io.tailrace.broker;

import io.tailrace.broker.ListenSettings.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;

/// The secured listener, bound and checked but not yet open.
///
/// @param settings what was asked for
/// @param bound where it listens
/// @param advertised where others find it
/// @param certificate the chain as PEM
/// @param key the key as PEM
record RemoteListener(
    ListenSettings settings, Address bound, Address advertised, String certificate, String key) {
  static final String NAME = "REMOTE";

  /// The name that Kafka gives to those who did not say who they are. They are administrators
  /// here, because only the loopback listener lets them in.
  static final String ANONYMOUS = "ANONYMOUS";

  private static final String PREFIX = "listener.name.remote.";

  /// Checks the settings and binds the socket.
  ///
  /// @throws BrokerStartException if something would not work, or not be safe
  static RemoteListener bind(ListenSettings settings, Sockets sockets) throws BrokerStartException {
    checkUsers(settings);
    String certificate = read("certificate", settings.certificate());
    String key = read("key", settings.key());
    if (!key.contains("-----BEGIN PRIVATE KEY-----")) {
      throw new BrokerStartException(
          "The key %s of embedded.listen is not an unencrypted PKCS#8 key in PEM. Convert it: openssl pkcs8 -topk8 -nocrypt -in %s"
              .formatted(settings.key(), settings.key()));
    }
    Address bind = settings.bind();
    try {
      InetAddress address = InetAddress.getAllByName(bind.host())[0];
      if (address.isAnyLocalAddress() && settings.advertised().host().isEmpty()) {
        throw new BrokerStartException(
            "embedded.listen listens on every address (%s), so it must say under which name others find it: set embedded.listen.advertised."
                .formatted(bind.host()));
      }
      int port = sockets.bind(NAME, new InetSocketAddress(address, bind.port()));
      Address bound = new Address(bind.host(), port);
      return new RemoteListener(settings, bound, advertised(settings, bound), certificate, key);
    } catch (UnknownHostException e) {
      throw new BrokerStartException(
          "The host %s of embedded.listen has no address here.".formatted(bind.host()), e);
    } catch (IOException e) {
      throw new BrokerStartException(
          "The secured listener cannot listen on %s (%s). Stop what listens there, or change embedded.listen.endpoint."
              .formatted(bind, e.getMessage()),
          e);
    }
  }

  private static Address advertised(ListenSettings settings, Address bound) {
    Address wanted = settings.advertised();
    return new Address(
        wanted.host().isEmpty() ? bound.host() : wanted.host(),
        wanted.port() == 0 ? bound.port() : wanted.port());
  }

  private static void checkUsers(ListenSettings settings) throws BrokerStartException {
    Set<String> names = new HashSet<>();
    for (RemoteUser user : settings.users()) {
      if (user.name().isBlank() || user.name().equals(ANONYMOUS)) {
        throw new BrokerStartException(
            "A user of embedded.listen is named \"%s\". Give it another name: this one is reserved."
                .formatted(user.name()));
      }
      if (!names.add(user.name())) {
        throw new BrokerStartException(
            "embedded.listen names the user %s twice.".formatted(user.name()));
      }
      if (user.password().isEmpty()) {
        throw new BrokerStartException(
            "The user %s of embedded.listen has no password.".formatted(user.name()));
      }
    }
    if (names.isEmpty()) {
      throw new BrokerStartException(
          "embedded.listen has no users, so nobody could connect. Name at least one, with password"
              + " and role.");
    }
  }

  private static String read(String what, Path file) throws BrokerStartException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BrokerStartException(
          "The %s of embedded.listen cannot be read: %s (%s)."
              .formatted(what, file, e.getClass().getSimpleName()),
          e);
    }
  }

  /// Adds the listener to the settings of a node.
  void addTo(Properties all) {
    append(all, "listeners", NAME + "://" + bound);
    append(all, "advertised.listeners", NAME + "://" + advertised);
    append(all, "listener.security.protocol.map", NAME + ":SASL_SSL");
    all.put(PREFIX + "sasl.enabled.mechanisms", "SCRAM-SHA-512");
    all.put(
        PREFIX + "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    all.put(PREFIX + "ssl.enabled.protocols", "TLSv1.3,TLSv1.2");
    all.put(PREFIX + "ssl.keystore.type", "PEM");
    all.put(PREFIX + "ssl.keystore.certificate.chain", certificate);
    all.put(PREFIX + "ssl.keystore.key", key);
    // Who was taken off the list while connected is out within the hour.
    all.put(PREFIX + "connections.max.reauth.ms", "3600000");
    all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    all.put("super.users", "User:" + ANONYMOUS);
    all.put("allow.everyone.if.no.acl.found", "false");
  }

  private static void append(Properties all, String key, String entry) {
    all.merge(key, entry, (before, added) -> before + "," + added);
  }
}
