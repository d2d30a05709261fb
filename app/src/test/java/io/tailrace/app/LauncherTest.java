package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the scripts and the tarball promise about machines that are not like this one.
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("tailrace.root"));

  @TempDir private Path directory;

  private record Ended(int status, String printed) {}

  /// The directories of JDKs are covered by empty ones in a mount namespace of its own.
  @Test
  void saysOnceWhereItLookedForAJdkAndHowToGetOne() throws Exception {
    assumeTrue(
        run(List.of("unshare", "-rm", "true")).status() == 0,
        "SKIPPED: mount namespaces are forbidden here, no machine without a JDK can be played");
    String hide =
        "for d in /usr/lib/jvm /usr/java /opt/java; do"
            + " [ ! -d $d ] || mount -t tmpfs none $d; done; ";
    String start = "JAVA_HOME=/nowhere HOME=/nowhere PATH=/usr/bin:/bin exec ";
    for (String script : List.of("tailrace", "dist/bin/tailrace")) {
      Ended ended =
          run(
              List.of(
                  "unshare", "-rm", "sh", "-c", hide + start + ROOT.resolve(script) + " version"));
      assertThat(ended.status()).as(ended.printed()).isEqualTo(1);
      assertThat(ended.printed())
          .startsWith("tailrace: no JDK 25 or later was found.")
          .contains("JAVA_HOME (/nowhere)", "/usr/lib/jvm", "apt install", "brew install")
          .containsOnlyOnce("no JDK");
    }
  }

  /// As with a temporary directory that cannot be written, or where nothing may be run.
  @Test
  void loadsNativeLibrariesFromBesideTheJarsAndUnpacksNone() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "SKIPPED: this is not Linux");
    Path lib = Files.createDirectory(directory.resolve("lib"));
    unpack(lib.resolve("native"));
    ProcessBuilder builder = new ProcessBuilder();
    builder.environment().put("TAILRACE_LIB", lib.toString());
    builder
        .environment()
        .put(
            "TAILRACE_JAVA_OPTS",
            "-Djava.io.tmpdir=/proc/self -cp %s %s"
                .formatted(System.getProperty("java.class.path"), NativeLibraries.class.getName()));

    Ended ended = run(builder.command(ROOT.resolve("dist/bin/tailrace").toString()));

    assertThat(ended.status()).as(ended.printed()).isZero();
    assertThat(ended.printed()).contains("true", "JNI", "epoll=true");
    for (String name : List.of("libzstd", "liblz4", "libsnappy", "libnetty_transport_native")) {
      assertThat(ended.printed().lines().filter(line -> line.contains(name)))
          .as(ended.printed())
          .isNotEmpty()
          .allMatch(line -> line.startsWith(lib.toString()));
    }
  }

  /// What the build does.
  private static void unpack(Path target) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        try (JarFile jar = new JarFile(entry)) {
          for (JarEntry each : Collections.list(jar.entries())) {
            if (each.getName().endsWith(".so")) {
              Path file = target.resolve(each.getName());
              Files.createDirectories(file.getParent());
              Files.copy(jar.getInputStream(each), file);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linux/(amd64|x86_64)/",
        "linux/(aarch64|arm64)/",
        "(darwin|mac)/x86_64/",
        "(darwin|mac)/aarch64/",
      })
  void theCodecsHaveANativeLibraryForEveryPlatform(String platform) throws IOException {
    List<String> libraries = libraries();
    for (String codec : List.of("zstd", "lz4", "snappy")) {
      Pattern wanted = Pattern.compile("(?i).*" + platform + "lib" + codec + "[^/]*");
      assertThat(libraries).as(codec).anyMatch(name -> wanted.matcher(name).matches());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux_x86_64", "linux_aarch_64", "osx_x86_64", "osx_aarch_64"})
  void soHasTls(String platform) throws IOException {
    assertThat(libraries()).anyMatch(name -> name.contains("libnetty_tcnative_" + platform + "."));
  }

  private static List<String> libraries() throws IOException {
    List<String> names = new java.util.ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        try (JarFile jar = new JarFile(entry);
            Stream<String> all = jar.stream().map(each -> each.getName())) {
          all.filter(name -> name.matches(".*\\.(so|dylib|jnilib)")).forEach(names::add);
        }
      }
    }
    return names;
  }

  private Ended run(List<String> command) throws InterruptedException {
    return run(new ProcessBuilder(command));
  }

  private Ended run(ProcessBuilder command) throws InterruptedException {
    try {
      Path output = directory.resolve("output");
      Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      int status = process.waitFor();
      return new Ended(status, Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Ended(-1, e.toString());
    }
  }
}
