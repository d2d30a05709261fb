package io.tailrace.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/// A program in another language, installed from its sources into a directory of the build with
/// what it depends on.
///
/// Not every machine has the languages, or a way to their packages. Where something is missing,
/// the test that needs the program is skipped and says why.
public final class ForeignProgram {
  private static final String INSTALLED = ".installed";
  private static final int MINUTES = 5;
  private static final int SHOWN = 1500;

  private final Path home;
  private final List<String> command;

  private ForeignProgram(Path home, List<String> command) {
    this.home = home;
    this.command = List.copyOf(command);
  }

  /// Installs a program for Node.js with npm.
  ///
  /// @param sources a directory with a `package.json`
  /// @param home where it is installed
  /// @param script the file to run
  public static ForeignProgram node(Path sources, Path home, String script) throws Exception {
    install(
        sources,
        home,
        List.of(List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")));
    return new ForeignProgram(home, List.of("node", script));
  }

  /// Installs a program for Python with pip, into an environment of its own.
  ///
  /// @param sources a directory with a `requirements.txt`
  /// @param home where it is installed
  /// @param script the file to run
  public static ForeignProgram python(Path sources, Path home, String script) throws Exception {
    String python = home.resolve("env/bin/python").toString();
    install(
        sources,
        home,
        List.of(
            List.of("python3", "-m", "venv", "env"),
            List.of(python, "-m", "pip", "install", "-q", "-r", "requirements.txt")));
    return new ForeignProgram(home, List.of(python, script));
  }

  /// Takes a program in a single Java file, for the Java and the class path of this process.
  ///
  /// @param sources the directory of the file
  /// @param home where it is installed
  /// @param file the file to run
  public static ForeignProgram java(Path sources, Path home, String file) throws Exception {
    install(sources, home, List.of());
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ForeignProgram(
        home, List.of(java, "-cp", System.getProperty("java.class.path"), file));
  }

  /// Builds a program in Go.
  ///
  /// @param sources a directory with a `go.mod`
  /// @param home where it is built
  public static ForeignProgram go(Path sources, Path home) throws Exception {
    install(sources, home, List.of(List.of("go", "build", "-o", "program", ".")));
    return new ForeignProgram(home, List.of(home.resolve("program").toString()));
  }

  /// Runs it to its end and returns what it printed.
  ///
  /// @param environment variables beside those of this process
  /// @throws AssertionError if it fails, with what it printed
  public String run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    Ended ended = end(whole, home, environment);
    if (ended.status() != 0) {
      throw new AssertionError("%s ended with %d:%n%s".formatted(whole, ended.status(), ended));
    }
    return ended.printed();
  }

  private static void install(Path sources, Path home, List<List<String>> steps) throws Exception {
    Files.createDirectories(home);
    StringBuilder fingerprint = new StringBuilder();
    try (var files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        fingerprint.append(file.getFileName()).append('\n').append(Files.readString(file));
        Files.copy(file, home.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path marker = home.resolve(INSTALLED);
    if (Files.exists(marker) && Files.readString(marker).contentEquals(fingerprint)) {
      return;
    }
    for (List<String> step : steps) {
      Ended ended = end(step, home, Map.of());
      if (ended.status() != 0) {
        String why =
            "SKIPPED: %s is not to be had here, `%s` failed: %s"
                .formatted(home.getFileName(), String.join(" ", step), ended);
        System.out.println(why);
        throw new TestAbortedException(why);
      }
    }
    Files.writeString(marker, fingerprint);
  }

  private record Ended(int status, String printed) {
    @Override
    public String toString() {
      return printed.length() <= SHOWN ? printed : printed.substring(printed.length() - SHOWN);
    }
  }

  private static Ended end(List<String> command, Path directory, Map<String, String> environment)
      throws InterruptedException {
    try {
      Path output = Files.createTempFile(directory, "run", ".log");
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Ended(process.exitValue(), printed);
    } catch (IOException e) {
      return new Ended(-1, e.toString());
    }
  }
}
