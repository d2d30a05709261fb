package io.tailrace.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;

/// What is said when Kafka decides to end the process.
///
/// Kafka does so without a word on the console, from any of its threads, and the ways to be told
/// are static: the broker started last is the one that hears.
final class LastWords {
  private LastWords() {}

  static void install(Path directory, Consumer<String> fatal) {
    Exit.setHaltProcedure((status, message) -> fatal.accept(reason(directory)));
    Exit.setExitProcedure((status, message) -> fatal.accept(reason(directory)));
  }

  private static String reason(Path directory) {
    try {
      long free = Volume.of(directory).free();
      if (free < 16 << 20) {
        return "The embedded broker stopped: the volume of %s is full. What was acknowledged is safe. Free space there and start again."
            .formatted(directory);
      }
    } catch (IOException _) {
      // A volume that cannot be asked is the second case.
    }
    return "The embedded broker stopped: it could not write to %s. What was acknowledged is safe. Check the disk and the permissions of that directory (the log above names the file), then start again."
        .formatted(directory);
  }
}
