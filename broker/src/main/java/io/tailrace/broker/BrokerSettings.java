package io.tailrace.broker;

import java.nio.file.Path;
import java.util.Optional;

/// What an embedded broker is started with.
///
/// @param directory the data directory; the broker keeps everything that it writes below it
/// @param host the loopback address that the process and its neighbours on this machine use
/// @param port the port of that listener; 0 takes a free one
/// @param disk how much of the disk is left alone
/// @param listen the second listener, for others; absent unless configured
public record BrokerSettings(
    Path directory, String host, int port, DiskSettings disk, Optional<ListenSettings> listen) {
  /// The port of a broker that nobody configured.
  public static final int DEFAULT_PORT = 19092;

  /// The settings of a broker that nobody configured.
  public static BrokerSettings in(Path directory) {
    return new BrokerSettings(
        directory, "127.0.0.1", DEFAULT_PORT, DiskSettings.DEFAULT, Optional.empty());
  }

  /// The same settings with another port.
  public BrokerSettings withPort(int otherPort) {
    return new BrokerSettings(directory, host, otherPort, disk, listen);
  }

  /// The same settings with another loopback address.
  public BrokerSettings withHost(String otherHost) {
    return new BrokerSettings(directory, otherHost, port, disk, listen);
  }

  /// The same settings with other room on the disk.
  public BrokerSettings withDisk(DiskSettings otherDisk) {
    return new BrokerSettings(directory, host, port, otherDisk, listen);
  }

  /// The same settings with a listener for others.
  public BrokerSettings withListen(ListenSettings otherListen) {
    return new BrokerSettings(directory, host, port, disk, Optional.of(otherListen));
  }
}
