package io.tailrace.exporters.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileExporterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T11:00:00Z");

  @TempDir Path directory;

  @Test
  @Proves({"FileConfig.path", "FileConfig.format"})
  void writesALineOfJsonForEachRequest() throws Exception {
    Path file = directory.resolve("out.json");

    export("path: " + file, logs("a"), logs("b"));

    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{\"resourceLogs\":[").endsWith("}"));
    assertThat(Files.readString(file)).contains("\"stringValue\":\"a\"").endsWith("\n");
  }

  @Test
  void writesRequestsAfterTheirLengths() throws Exception {
    Path file = directory.resolve("out.bin");

    export("{path: '%s', format: proto}".formatted(file), logs("a"), logs("b"));

    assertThat(frames(file)).containsExactly(logs("a").otlp(), logs("b").otlp());
  }

  @Test
  @Proves("FileConfig.compression")
  void compressesEachRequest() throws Exception {
    Path file = directory.resolve("out.zst");

    export("{path: '%s', format: proto, compression: zstd}".formatted(file), logs("a"));

    byte[] frame = frames(file).getFirst();
    assertThat(Zstd.decompress(frame, (int) Zstd.getFrameContentSize(frame)))
        .isEqualTo(logs("a").otlp());
  }

  @Test
  @Proves("FileConfig.append")
  void keepsWhatIsThereOnlyIfTold() throws Exception {
    Path file = directory.resolve("out.json");

    export("path: " + file, logs("a"));
    export("{path: '%s', append: true}".formatted(file), logs("b"));
    assertThat(Files.readAllLines(file)).hasSize(2);

    export("path: " + file, logs("c"));
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void beginsANewLineAfterOneThatAKillCutShort() throws Exception {
    Path file = directory.resolve("out.json");
    Files.writeString(file, "{\"resourceLo");

    export("{path: '%s', append: true}".formatted(file), logs("a"));

    assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("{\"resourceLo");
  }

  @Test
  void takesBackARequestThatAKillCutShort() throws Exception {
    Path file = directory.resolve("out.bin");
    export("{path: '%s', format: proto}".formatted(file), logs("a"));
    Files.write(file, new byte[] {0, 0, 1, 0, 5}, java.nio.file.StandardOpenOption.APPEND);

    export("{path: '%s', format: proto, append: true}".formatted(file), logs("b"));

    assertThat(frames(file)).containsExactly(logs("a").otlp(), logs("b").otlp());
  }

  @Test
  @Proves({
    "FileConfig.rotation",
    "Rotation.max_megabytes",
    "Rotation.max_backups",
    "Rotation.localtime"
  })
  void beginsANewFileWhenOneIsFullAndKeepsTheNewestOldOnes() throws Exception {
    Path file = directory.resolve("out.bin");
    Payload large = logs("x".repeat(700_000));

    export(
        "{path: '%s', format: proto, rotation: {max_megabytes: 1, max_backups: 2}}".formatted(file),
        large,
        large,
        large,
        large);

    assertThat(names())
        .containsExactly(
            "out-2026-11-21T11-00-00.001.bin", "out-2026-11-21T11-00-00.002.bin", "out.bin");
    assertThat(frames(file)).hasSize(1);
  }

  @Test
  @Proves("Rotation.max_days")
  void removesOldFilesThatAreTooOld() throws Exception {
    Path file = directory.resolve("out.bin");
    Path old = directory.resolve("out-2026-11-10T00-00-00.000.bin");
    Files.writeString(old, "old");
    Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(11))));
    Payload large = logs("x".repeat(700_000));

    export(
        "{path: '%s', format: proto, rotation: {max_megabytes: 1, max_days: 7}}".formatted(file),
        large,
        large);

    assertThat(names()).hasSize(2).doesNotContain(old.getFileName().toString());
  }

  @Test
  @Proves({
    "FileConfig.group_by",
    "GroupBy.enabled",
    "GroupBy.resource_attribute",
    "GroupBy.max_open_files"
  })
  void writesEachGroupToItsFile() throws Exception {
    byte[] both =
        ExportLogsServiceRequest.parseFrom(logs("a").otlp()).toBuilder()
            .mergeFrom(logs("sub/b").otlp())
            .build()
            .toByteArray();

    export(
        """
        path: %s/*.bin
        format: proto
        create_directory: true
        group_by: {enabled: true, resource_attribute: service.name, max_open_files: 1}
        """
            .formatted(directory),
        Payload.of(Signal.LOGS, both, 2),
        logs("a"));

    assertThat(frames(directory.resolve("a.bin"))).hasSize(2);
    assertThat(frames(directory.resolve("sub/b.bin"))).containsExactly(logs("sub/b").otlp());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "/etc/evil", "a/../../evil", "", ".hidden", "a\u0000b", "a\\b"})
  void refusesAGroupThatLeadsOutOfTheDirectory(String group) throws Exception {
    Path inner = Files.createDirectory(directory.resolve("inner"));

    List<Delivery> deliveries =
        export(
            """
            path: %s/*.bin
            format: proto
            create_directory: true
            group_by: {enabled: true, resource_attribute: service.name}
            """
                .formatted(inner),
            logs(group));

    assertThat(deliveries).singleElement().isInstanceOf(Delivery.Refused.class);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void refusesAResourceWithoutAGroup() throws Exception {
    assertThat(
            export(
                "{path: '%s/*.bin', format: proto, group_by: {enabled: true}}".formatted(directory),
                logs("a")))
        .singleElement()
        .isInstanceOfSatisfying(
            Delivery.Refused.class,
            refused -> assertThat(refused.reason()).contains("fileexporter.path_segment"));
  }

  @Test
  @Proves("FileConfig.create_directory")
  void makesDirectoriesOnlyIfTold() throws Exception {
    Path file = directory.resolve("new/out.json");

    assertThatThrownBy(() -> export("path: " + file, logs("a")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("create_directory");

    export("{path: '%s', create_directory: true}".formatted(file), logs("a"));
    assertThat(file).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{path: a, append: true, rotation: {}}",
        "{path: a, append: true, compression: zstd}",
        "{path: /data/out.json, group_by: {enabled: true}}",
      })
  void refusesKeysThatExcludeEachOther(String yaml) {
    assertThat(Options.problems(FileExporter.FACTORY, yaml)).isNotEmpty();
  }

  @Test
  void aWriteThatIsInterruptedKeepsNoOtherFromItsFile() throws Exception {
    Path file = directory.resolve("out.bin");
    try (Exporter exporter = exporter("{path: '%s', format: proto}".formatted(file))) {
      exporter.start();
      exporter.export(logs("a"));

      Thread.currentThread().interrupt();
      Delivery interrupted = exporter.export(logs("b"));
      assertThat(Thread.interrupted()).isTrue();

      assertThat(interrupted).isInstanceOf(Delivery.Retry.class);
      assertThat(exporter.export(logs("c"))).isEqualTo(Delivery.DELIVERED);
      assertThat(frames(file)).containsExactly(logs("a").otlp(), logs("c").otlp());
    }
  }

  private static Exporter exporter(String yaml) {
    return ((Factory.ExporterMaker<FileConfig>) FileExporter.FACTORY.maker())
        .make(
            Options.of(FileExporter.FACTORY, yaml), new FakeHost("file", InstantSource.fixed(NOW)));
  }

  private List<Delivery> export(String yaml, Payload... payloads) throws Exception {
    List<Delivery> deliveries = new ArrayList<>();
    try (Exporter exporter = exporter(yaml)) {
      exporter.start();
      for (Payload payload : payloads) {
        deliveries.add(exporter.export(payload));
      }
    }
    return deliveries;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private static List<byte[]> frames(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    List<byte[]> frames = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] frame = new byte[in.getInt()];
      in.get(frame);
      frames.add(frame);
    }
    return frames;
  }

  private static Payload logs(String service) {
    byte[] otlp =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .setResource(
                        Resource.newBuilder()
                            .addAttributes(
                                KeyValue.newBuilder()
                                    .setKey("service.name")
                                    .setValue(AnyValue.newBuilder().setStringValue(service))))
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(1))))
            .build()
            .toByteArray();
    return Payload.of(Signal.LOGS, otlp, 1);
  }
}
