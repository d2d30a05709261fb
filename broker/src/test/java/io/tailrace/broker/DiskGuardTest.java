package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskGuardTest {
  private static final long MIB = 1 << 20;
  private static final DiskSettings SETTINGS =
      new DiskSettings(100 * MIB, 5, 4 * MIB, 40 * MIB, OptionalLong.empty());

  @TempDir Path directory;

  private final FakeVolume volume = new FakeVolume();
  private final List<String> fatal = new ArrayList<>();
  private DiskGuard guard;
  private long nanos;

  private static final class FakeVolume implements Volume {
    private long free = 1000 * MIB;
    private long total = 1500 * MIB;

    @Override
    public long free() {
      return free;
    }

    @Override
    public long total() {
      return total;
    }
  }

  @BeforeEach
  void guard() throws IOException {
    guard = DiskGuard.observed(SETTINGS, directory, volume, () -> nanos, fatal::add);
  }

  private void freeIs(long mebibytes) {
    volume.free = mebibytes * MIB;
    guard.look();
  }

  @Test
  void acceptsAndMakesTheBallastWhileThereIsRoom() throws Exception {
    freeIs(1000);
    assertThat(guard.refusal()).isEmpty();
    assertThat(Files.size(directory.resolve("ballast"))).isEqualTo(4 * MIB);
    assertThat(guard.state().ballast()).isTrue();
  }

  @Test
  void refusesBelowTheReserveAndAcceptsWithSomeRoomAboveIt() {
    freeIs(99);
    assertThat(guard.refusal().orElseThrow())
        .contains("99 MiB free")
        .contains("100 MiB are kept for what was already accepted");
    freeIs(101);
    assertThat(guard.refusal()).isPresent();
    freeIs(110);
    assertThat(guard.refusal()).isEmpty();
  }

  @Test
  void reservesAShareOfALargeVolume() {
    volume.total = 10_000 * MIB;
    freeIs(499);
    assertThat(guard.refusal()).isPresent();
  }

  @Test
  void givesTheBallastUpBelowTheFloorAndMakesItAgain() {
    freeIs(1000);
    freeIs(39);
    assertThat(directory.resolve("ballast")).doesNotExist();
    assertThat(guard.refusal()).isPresent();
    assertThat(fatal).isEmpty();
    freeIs(113);
    assertThat(guard.refusal()).isEmpty();
    assertThat(guard.state().ballast()).isFalse();
    freeIs(115);
    assertThat(guard.state().ballast()).isTrue();
  }

  @Test
  void stopsBeforeKafkaDoes() {
    freeIs(1000);
    freeIs(9);
    assertThat(fatal)
        .singleElement()
        .asString()
        .contains("is full: 9 MiB left")
        .contains("What was acknowledged is safe");
  }

  @Test
  void completesABallastThatAKillCutShort() throws Exception {
    Files.write(directory.resolve("ballast"), new byte[1 << 20]);
    freeIs(1000);
    assertThat(Files.size(directory.resolve("ballast"))).isEqualTo(4 * MIB);
  }

  @Test
  void foretellsWhenTheReserveIsReached() {
    freeIs(700);
    assertThat(guard.state().runway()).isEmpty();
    nanos = Duration.ofSeconds(10).toNanos();
    freeIs(600);
    assertThat(guard.state().runway()).contains(Duration.ofSeconds(50));
    nanos = Duration.ofSeconds(20).toNanos();
    freeIs(800);
    assertThat(guard.state().runway()).isEmpty();
  }
}
