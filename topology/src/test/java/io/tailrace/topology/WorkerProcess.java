package io.tailrace.topology;

import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Payload;
import io.tailrace.testkit.FakeMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A worker in a process of its own, to be killed. It prints the number of each span that it
/// exports, and ends when its standard input does.
final class WorkerProcess implements AutoCloseable {
  private final Process process;
  private final Queue<Integer> numbers = new ConcurrentLinkedQueue<>();
  private final Thread reader;

  private WorkerProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static WorkerProcess spawn(String bootstrap, String prefix) throws IOException {
    return new WorkerProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName(),
                bootstrap,
                prefix)
            .redirectErrorStream(true)
            .start());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.matches("\\d+")) {
          numbers.add(Integer.parseInt(line));
        }
      }
    } catch (IOException _) {
      // It was killed.
    }
  }

  /// How many items it exported so far.
  int items() {
    return numbers.size();
  }

  /// The numbers of the spans that it exported.
  List<Integer> numbers() throws InterruptedException {
    reader.join();
    return List.copyOf(numbers);
  }

  /// Ends the process at once, as `kill -9` does.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /// Runs a worker until standard input ends.
  public static void main(String[] arguments) throws Exception {
    Exporter exporter =
        new Exporter() {
          @Override
          public Delivery export(Payload payload) {
            StringBuilder text = new StringBuilder();
            Spans.numbers(List.of(payload)).forEach(number -> text.append(number).append('\n'));
            System.out.print(text);
            System.out.flush();
            return Delivery.DELIVERED;
          }

          @Override
          public io.tailrace.component.DeliveryPolicy policy() {
            return new ScriptedExporter().policy();
          }
        };
    Parts parts = Assembled.of(exporter);
    Setting setting =
        new Setting(
            KafkaConnection.embedded(arguments[0], "test-worker"),
            Configs.kafka(arguments[1]),
            0,
            "worker",
            Optional.empty(),
            Setting.Role.WORKER,
            new FakeMetrics(),
            InstantSource.system(),
            List.of());
    try (Pipelines pipelines = new Pipelines(setting, parts)) {
      pipelines.start(new Configs().pipeline("traces", "otlp", "", "sink").build());
      while (System.in.read() >= 0) {
        // Whatever arrives means that the parent is alive.
      }
    }
  }
}
