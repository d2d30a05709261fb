package io.tailrace.exporters.debug;

import io.tailrace.component.StartException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the text goes: the log of the process, or streams and files.
interface Output extends AutoCloseable {
  /// Writes one message, which may have several lines.
  void write(String message) throws IOException;

  @Override
  default void close() {}

  /// Returns what the configuration names.
  static Output of(DebugConfig config) throws StartException {
    if (config.useInternalLogger()) {
      Logger log = LoggerFactory.getLogger(DebugExporter.class);
      return log::info;
    }
    List<OutputStream> targets = new ArrayList<>();
    for (String path : config.outputPaths()) {
      targets.add(open(path));
    }
    return new Streams(targets);
  }

  @SuppressWarnings("SystemOut") // it is what the user asked for
  private static OutputStream open(String path) throws StartException {
    try {
      return switch (path) {
        case "stdout" -> System.out;
        case "stderr" -> System.err;
        default -> new FileOutputStream(path, true);
      };
    } catch (IOException e) {
      throw new StartException(
          "the debug exporter cannot write to %s (%s): check the path in output_paths"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /// Streams and files.
  record Streams(List<OutputStream> targets) implements Output {
    @Override
    public synchronized void write(String message) throws IOException {
      byte[] line =
          (message + (message.endsWith("\n") ? "" : "\n")).getBytes(StandardCharsets.UTF_8);
      for (OutputStream target : targets) {
        target.write(line);
        target.flush();
      }
    }
  }
}
