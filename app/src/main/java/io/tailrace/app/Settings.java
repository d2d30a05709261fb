package io.tailrace.app;

import io.tailrace.topology.Reload;
import io.tailrace.topology.Setting;
import java.nio.file.Path;
import java.util.Locale;

/// What a gateway is started with beside its configuration.
///
/// @param role what this process does of the configuration
/// @param dataDirectory where everything is kept that outlives the process
/// @param leftovers what a reload does with items that wait for an exporter which is gone
public record Settings(Role role, Path dataDirectory, Reload.Leftovers leftovers) {
  /// Returns settings that refuse a reload which would leave items behind.
  public static Settings of(Role role, Path dataDirectory) {
    return new Settings(role, dataDirectory, Reload.Leftovers.REFUSE);
  }

  /// What a process does.
  public enum Role {
    /// Everything that the file configures.
    ALL,
    /// Receivers only: what arrives lands in Kafka, or at the next hop where there is no Kafka.
    AGENT,
    /// Topologies and exporters only.
    WORKER;

    Setting.Role ofTopology() {
      return switch (this) {
        case ALL -> Setting.Role.ALL;
        case AGENT -> Setting.Role.AGENT;
        case WORKER -> Setting.Role.WORKER;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
