package io.tailrace.exporters.file;

import com.github.luben.zstd.Zstd;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Payload;
import io.tailrace.component.RetryConfig;
import io.tailrace.component.SendingQueueConfig;
import io.tailrace.component.StartException;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes each payload to a file. It counts as delivered when the operating system has it.
public final class FileExporter implements Exporter {
  /// The exporter `file`.
  public static final Factory<FileConfig> FACTORY =
      Factory.exporter(
          "file", List.of(), Set.of(Signal.values()), FileConfig.class, FileExporter::new);

  private static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int LEVEL = 3;

  private final FileConfig config;
  private final Host host;
  private final Targets targets;
  private final Optional<Groups> groups;

  private FileExporter(FileConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.targets = new Targets(config, host.clock());
    this.groups = config.grouping().map(by -> new Groups(by.resourceAttribute()));
  }

  @Override
  public void start() throws StartException {
    if (groups.isPresent()) {
      return;
    }
    Path parent = Path.of(config.path()).toAbsolutePath().getParent();
    if (!config.createDirectory() && parent != null && !Files.isDirectory(parent)) {
      throw new StartException(
          "%s cannot write to %s: there is no directory %s. Make it, or set create_directory"
              .formatted(host.id(), config.path(), parent));
    }
    try {
      write("", ByteBuffer.allocate(0));
    } catch (IOException e) {
      throw new StartException(
          "%s cannot write to %s (%s): check the path and its permissions"
              .formatted(host.id(), config.path(), e.getMessage()),
          e);
    }
  }

  @Override
  public Delivery export(Payload payload) {
    Map<String, byte[]> requests = Map.of("", payload.otlp());
    if (groups.isPresent()) {
      switch (groups.get().of(payload.otlp())) {
        case Groups.Refused(String reason) -> {
          return new Delivery.Refused(reason);
        }
        case Groups.Grouped(Map<String, byte[]> grouped) -> requests = grouped;
      }
    }
    Map<String, ByteBuffer> encoded = new LinkedHashMap<>();
    requests.forEach((group, otlp) -> encoded.put(group, encode(payload.signal(), otlp)));
    try {
      for (Map.Entry<String, ByteBuffer> each : encoded.entrySet()) {
        write(each.getKey(), each.getValue());
      }
      return Delivery.DELIVERED;
    } catch (IOException e) {
      return new Delivery.Retry("cannot write: " + e, Duration.ZERO);
    }
  }

  private synchronized void write(String group, ByteBuffer request) throws IOException {
    targets.write(group, request);
  }

  private ByteBuffer encode(Signal signal, byte[] otlp) {
    byte[] body = config.format().equals("json") ? OtlpJson.write(signal, otlp) : otlp;
    if (config.lines()) {
      return ByteBuffer.allocate(body.length + 1).put(body).put((byte) '\n').flip();
    }
    byte[] packed = config.compression().isEmpty() ? body : Zstd.compress(body, LEVEL);
    return ByteBuffer.allocate(packed.length + Integer.BYTES)
        .putInt(packed.length)
        .put(packed)
        .flip();
  }

  @Override
  public DeliveryPolicy policy() {
    return config.delivery().policy(RetryConfig.DEFAULT, SendingQueueConfig.DEFAULT, MAX_BYTES);
  }

  @Override
  public synchronized void close() {
    try {
      targets.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
