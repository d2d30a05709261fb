package io.tailrace.app;

import io.tailrace.component.StartException;
import io.tailrace.topology.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How many bytes the topics of the embedded broker may take together when nobody said: half of
/// what was free at the first start, kept in the data directory so that it does not shrink as the
/// topics grow.
final class RetentionSize {
  private static final String FILE = "retention-size";

  private RetentionSize() {}

  static long of(KafkaConfig config, Path directory) throws StartException {
    Optional<Long> wanted = config.topics().retentionSize();
    if (wanted.isPresent()) {
      return wanted.get();
    }
    Path file = directory.resolve(FILE);
    try {
      if (Files.exists(file)) {
        return Long.parseLong(Files.readString(file).strip());
      }
      long half = Files.getFileStore(directory).getUsableSpace() / 2;
      Files.writeString(file, half + "\n");
      return half;
    } catch (IOException | NumberFormatException e) {
      throw new StartException(
          "%s cannot be used: %s. Remove it, or set topics.retention_size of the kafka extension."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
