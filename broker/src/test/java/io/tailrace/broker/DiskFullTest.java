package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A real volume of 200 MiB that really fills up: a tmpfs in a mount namespace of its own.
@Execution(ExecutionMode.CONCURRENT)
final class DiskFullTest {
  private static final int MEBIBYTES = 200;

  @TempDir Path directory;

  private record Ended(int status, String output) {}

  @BeforeEach
  void namespaces() throws Exception {
    assumeTrue(
        run(List.of("unshare", "-rm", "true")).status() == 0,
        "mount namespaces are forbidden here (unshare -rm): the disk-full tests are skipped");
  }

  @Test
  void refusesDrainsAndRecoversInOneProcess() throws Exception {
    Ended ended = scenario("");
    assertThat(ended.output())
        .contains("refused: the disk is nearly full")
        .contains("drained without ballast")
        .contains("accepted again")
        .contains("ballast again")
        .contains("recovered")
        .contains("stopped");
    assertThat(ended.status()).isZero();
  }

  @Test
  void endsWithAReasonWhereSomethingFillsTheDiskAllTheSame() throws Exception {
    Ended ended = scenario("wanton");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).containsPattern("What was acknowledged is safe. Free space there");
  }

  @Test
  void saysWhatHappenedWhereKafkaEndsTheProcess() throws Exception {
    Ended ended = scenario("unguarded");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output())
        .contains("The embedded broker stopped: the volume of")
        .contains("is full. What was acknowledged is safe. Free space there");
  }

  private Ended scenario(String argument) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        """
        mount -t tmpfs -o size=%dm tmpfs "$0" && exec "$1" -XX:+UseSerialGC -Xmx128m \
        -XX:TieredStopAtLevel=1 -cp "$2" %s "$0/data" %s\
        """
            .formatted(MEBIBYTES, DiskFullScenario.class.getName(), argument);
    Ended ended =
        run(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                command,
                directory.toString(),
                java,
                System.getProperty("java.class.path")));
    System.out.println(ended);
    return ended;
  }

  private static Ended run(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      return new Ended(-1, e.toString());
    }
  }
}
