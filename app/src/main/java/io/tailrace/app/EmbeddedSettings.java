package io.tailrace.app;

import io.tailrace.broker.BrokerSettings;
import io.tailrace.broker.DiskSettings;
import io.tailrace.broker.ListenSettings;
import io.tailrace.broker.ListenSettings.Address;
import io.tailrace.broker.RemoteUser;
import io.tailrace.broker.RemoteUser.Role;
import io.tailrace.component.StartException;
import io.tailrace.config.Secret;
import io.tailrace.topology.KafkaConfig;
import io.tailrace.topology.ListenConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the keys of the extension `kafka` ask of the embedded broker.
final class EmbeddedSettings {
  private EmbeddedSettings() {}

  /// Returns the broker's settings.
  ///
  /// @param directory the data directory
  /// @throws StartException if an endpoint is none
  static BrokerSettings of(KafkaConfig config, Path directory) throws StartException {
    Address local = address("kafka::embedded::endpoint", config.embedded().endpoint());
    BrokerSettings settings =
        BrokerSettings.in(directory)
            .withHost(local.host())
            .withPort(local.port())
            .withDisk(disk(config));
    return config.embedded().listen().isPresent()
        ? settings.withListen(listen(config.embedded().listen().get(), config.topics().prefix()))
        : settings;
  }

  private static DiskSettings disk(KafkaConfig config) {
    DiskSettings disk = DiskSettings.DEFAULT.withBallast(config.embedded().ballast());
    DiskSettings reserved = config.embedded().diskReserve().map(disk::withReserve).orElse(disk);
    return config
        .topics()
        .retentionSize()
        .filter(size -> size > 0)
        .map(reserved::withRetentionSize)
        .orElse(reserved);
  }

  private static ListenSettings listen(ListenConfig config, String prefix) throws StartException {
    List<RemoteUser> users = new ArrayList<>();
    add(users, config.agents(), Role.AGENT);
    add(users, config.workers(), Role.WORKER);
    add(users, config.consumers(), Role.CONSUMER);
    return new ListenSettings(
        address("kafka::embedded::listen::endpoint", config.endpoint()),
        config.advertised().isEmpty()
            ? new Address("", 0)
            : address("kafka::embedded::listen::advertised", config.advertised()),
        Path.of(config.tls().certFile()),
        Path.of(config.tls().keyFile()),
        users,
        prefix);
  }

  private static void add(List<RemoteUser> users, Map<String, Secret> named, Role role) {
    named.forEach((name, password) -> users.add(new RemoteUser(name, password, role)));
  }

  private static Address address(String key, String endpoint) throws StartException {
    int colon = endpoint.lastIndexOf(':');
    String port = endpoint.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
      throw new StartException(
          "%s is %s, expected a host, a colon and a port: 127.0.0.1:19092 for instance."
              .formatted(key, endpoint));
    }
    return new Address(
        endpoint.substring(0, colon).replaceAll("^\\[|]$", ""), Integer.parseInt(port));
  }
}
