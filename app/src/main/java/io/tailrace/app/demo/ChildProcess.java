package io.tailrace.app.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process of ours that listens on a port, can be killed at any moment and started again.
public final class ChildProcess implements AutoCloseable {
  private static final Duration TO_STOP = Duration.ofSeconds(15);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int SHOWN_LINES = 15;

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private volatile boolean left;
  private Process process;

  private ChildProcess(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.process = launch();
  }

  /// Starts a command.
  ///
  /// @param command program and arguments
  /// @param environment variables beside those of this process; what those say about flags of ours
  ///     is not handed on
  /// @param log where everything that it prints is appended
  public static ChildProcess start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    return new ChildProcess(List.copyOf(command), Map.copyOf(environment), log);
  }

  /// Returns the command that runs a main class as this process runs: the same Java, the same
  /// flags, the same class path.
  public static List<String> java(String mainClass, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /// The process id.
  public long pid() {
    return process.pid();
  }

  /// Whether it runs.
  public boolean alive() {
    return process.isAlive();
  }

  /// Waits until somebody listens on a port of 127.0.0.1.
  ///
  /// @throws IOException when the process ended before, or the time was over; with what it said
  public void awaitPort(int port, Duration limit) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!Ports.isOpen(port)) {
      if (!alive()) {
        throw new IOException("it ended with exit code " + process.exitValue() + ":\n" + tail());
      }
      if (System.nanoTime() > end) {
        throw new IOException("port " + port + " did not open within " + limit + ":\n" + tail());
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// Ends it as `kill -9` does: it cannot finish anything.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// Starts it again after it ended.
  public void restart() throws IOException {
    process = launch();
  }

  /// Asks it to stop and returns its exit code, 137 when it had to be killed.
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /// Returns the last lines that it printed.
  public String tail() throws IOException {
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /// Lets it run on when this process ends.
  public void leave() {
    left = true;
  }

  /// Kills it, unless it was left.
  @Override
  public void close() {
    if (left) {
      return;
    }
    process.destroyForcibly();
    process.onExit().join();
  }

  private Process launch() throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TAILRACE_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
    return builder.start();
  }
}
