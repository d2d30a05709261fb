package io.tailrace.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the broker of a data directory answers: the content of its `broker.json`.
///
/// The file is written once the broker is ready and removed when it stops, so that commands find
/// the broker whatever port it got. After a kill it is stale until the next start.
///
/// @param bootstrap host and port of the loopback listener
/// @param pid the process that runs the broker
/// @param clusterId Kafka's name of the cluster, made with the directory
public record RunningBroker(String bootstrap, long pid, String clusterId) {
  private static final String FILE = "broker.json";
  private static final Pattern CONTENT =
      Pattern.compile(
          "\\{\"bootstrap\":\"([^\"]+)\",\"pid\":(\\d{1,18}),\"cluster_id\":\"([^\"]+)\"}\\s*");

  /// Finds the broker of a data directory; empty where none was started or the file is not ours.
  ///
  /// @throws IOException if the file is there and cannot be read
  public static Optional<RunningBroker> find(Path directory) throws IOException {
    String content;
    try {
      content = Files.readString(directory.resolve(FILE));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    Matcher match = CONTENT.matcher(content);
    return match.matches()
        ? Optional.of(
            new RunningBroker(match.group(1), Long.parseLong(match.group(2)), match.group(3)))
        : Optional.empty();
  }

  void write(Path directory) throws IOException {
    Path next = directory.resolve(FILE + ".new");
    Files.writeString(
        next,
        """
        {"bootstrap":"%s","pid":%d,"cluster_id":"%s"}
        """
            .formatted(bootstrap, pid, clusterId));
    Files.move(
        next,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void remove(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }
}
