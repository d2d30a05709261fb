package io.tailrace.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A broker in a process of its own: Kafka as others run it, to be stopped, started and killed.
///
/// It ends when its standard input does, so it never outlives the one who spawned it.
public final class BrokerProcess implements AutoCloseable {
  private static final String READY = "ready ";

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /// Runs a broker until standard input ends.
  ///
  /// @param arguments the data directory and the port; 0 takes a free one
  @SuppressWarnings("SystemOut") // The one who spawned it reads a line from standard output.
  public static void main(String[] arguments) throws Exception {
    BrokerSettings settings =
        BrokerSettings.in(Path.of(arguments[0]))
            .withPort(Integer.parseInt(arguments[1]))
            .withDisk(DiskSettings.TEMPORARY);
    try (EmbeddedBroker broker = new EmbeddedBroker(settings)) {
      broker.start();
      System.out.println(READY + broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Whatever arrives means that the parent is alive.
      }
    } catch (BrokerStartException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  /// Starts a broker with this process's class path and waits until it is ready.
  ///
  /// @param directory the data directory
  /// @param port the port; 0 takes a free one
  /// @param options further options of the Java virtual machine
  /// @throws IOException if it does not start, with what it printed
  public static BrokerProcess spawn(Path directory, int port, String... options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1"));
    // Killed, it leaves there what its libraries unpacked.
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BrokerProcess.class.getName(),
            directory.toString(),
            Integer.toString(port)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder printed = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return new BrokerProcess(process, line.substring(READY.length()));
      }
      printed.append(line).append('\n');
    }
    throw new IOException("The broker process ended: " + printed);
  }

  /// Host and port that clients connect to.
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Ends the process at once, as `kill -9` does, and waits until it is gone.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Ends the process in order and waits until it is gone; after half a minute kills it.
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
