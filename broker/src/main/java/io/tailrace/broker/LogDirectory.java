package io.tailrace.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/// The directory that Kafka itself writes: made once, as a whole.
final class LogDirectory {
  /// The layout of a data directory; the number grows when an older program could not read it.
  private static final int LAYOUT = 1;

  private static final String META = "meta.properties";

  private final Path data;
  private final Path logs;

  private LogDirectory(Path data) {
    this.data = data;
    this.logs = data.resolve("kafka");
  }

  /// Returns the formatted directory below a data directory, making it where there is none.
  ///
  /// It is prepared beside its place and moved there, so a kill in between leaves nothing half
  /// made.
  ///
  /// @throws BrokerStartException if what is there was not made by this program, or is damaged
  static LogDirectory prepare(Path data) throws Exception {
    LogDirectory directory = new LogDirectory(data);
    directory.checkLayout();
    if (!Files.exists(directory.logs)) {
      directory.format();
    }
    directory.restoreMeta();
    return directory;
  }

  Path path() {
    return logs;
  }

  private void checkLayout() throws BrokerStartException, IOException {
    Path file = data.resolve("layout");
    if (!Files.exists(file)) {
      Files.writeString(file, LAYOUT + "\n");
      return;
    }
    String found = Files.readString(file).strip();
    if (!found.equals(Integer.toString(LAYOUT))) {
      throw new BrokerStartException(
          "The data directory %s has layout %s, and this version of Tailrace reads layout %d. Run the version that wrote it, or give another directory with --data-dir."
              .formatted(data, found.isEmpty() ? "(empty)" : found, LAYOUT));
    }
  }

  private void format() throws Exception {
    Path next = data.resolve("kafka.new");
    delete(next);
    Files.createDirectories(next);
    new Formatter()
        .setNodeId(NodeProperties.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        // A replica that cannot be replaced must not be doubted after a kill.
        .setFeatureLevel("eligible.leader.replicas.version", (short) 0)
        .setControllerListenerName(NodeProperties.CONTROLLER)
        .setMetadataLogDirectory(next.toString())
        .addDirectory(next.toString())
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .run();
    Files.copy(
        next.resolve(META), data.resolve(META + ".copy"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, logs, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Puts the file back by which Kafka knows the directory, where it is gone or torn.
  private void restoreMeta() throws BrokerStartException, IOException {
    Path copy = data.resolve(META + ".copy");
    if (isWhole(logs.resolve(META))) {
      return;
    }
    if (!isWhole(copy)) {
      throw new BrokerStartException(
          "The directory %s was not made by Tailrace or is damaged: its %s names no cluster and no node %d. Restore that file, or give another directory with --data-dir."
              .formatted(logs, META, NodeProperties.NODE_ID));
    }
    NodeLog.LOGGER.warn("{} was damaged and is restored from {}.", logs.resolve(META), copy);
    Path next = logs.resolve(META + ".new");
    Files.copy(copy, next, StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        next,
        logs.resolve(META),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isWhole(Path meta) throws IOException {
    if (!Files.exists(meta)) {
      return false;
    }
    Properties found = read(meta);
    return Integer.toString(NodeProperties.NODE_ID).equals(found.getProperty("node.id"))
        && found.containsKey("cluster.id")
        && found.containsKey("directory.id")
        && found.containsKey("version");
  }

  /// Whether a broker wrote here and ended without closing its logs.
  boolean wasKilled() {
    return Files.exists(logs.resolve("__cluster_metadata-0"))
        && !Files.exists(logs.resolve(".kafka_cleanshutdown"));
  }

  /// The id of the cluster that the directory belongs to.
  String clusterId() throws IOException {
    return read(logs.resolve(META)).getProperty("cluster.id", "");
  }

  private static Properties read(Path meta) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(meta)) {
      properties.load(reader);
    }
    return properties;
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
