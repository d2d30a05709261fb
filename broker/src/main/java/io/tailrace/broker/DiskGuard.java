package io.tailrace.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps the embedded broker away from a full disk.
///
/// Kafka takes a write that fails for a broken disk and ends the process at once. So nothing new
/// is accepted while there is still room for what was accepted before, and a ballast file is given
/// up when even that runs short.
public final class DiskGuard implements AutoCloseable {
  /// Disks fill at up to this rate; the guard looks again before the space at stake could be gone.
  private static final long BYTES_PER_SECOND = 1L << 30;

  private static final Duration OFTEN = Duration.ofMillis(100);
  private static final Duration SELDOM = Duration.ofSeconds(5);

  private final DiskSettings settings;
  private final Path directory;
  private final Volume volume;
  private final Ballast ballast;
  private final LongSupplier nanos;
  private final Consumer<String> fatal;
  private final Runway runway = new Runway();
  private volatile DiskState state;
  private volatile Optional<String> refusal = Optional.empty();
  private @Nullable Thread watcher;

  private DiskGuard(
      DiskSettings settings,
      Path directory,
      Volume volume,
      LongSupplier nanos,
      Consumer<String> fatal)
      throws IOException {
    this.settings = settings;
    this.directory = directory;
    this.volume = volume;
    this.nanos = nanos;
    this.fatal = fatal;
    this.ballast = new Ballast(directory.resolve("ballast"), settings.ballastBytes());
    this.state =
        new DiskState(
            volume.free(),
            volume.total(),
            settings.reserve(volume.total()),
            ballast.complete(),
            Optional.empty());
  }

  /// Looks at the disk before anything is written.
  ///
  /// @throws BrokerStartException if there is too little room to start, or less than was promised
  static DiskGuard of(DiskSettings settings, Path directory, Volume volume, Consumer<String> fatal)
      throws BrokerStartException, IOException {
    DiskGuard guard = new DiskGuard(settings, directory, volume, System::nanoTime, fatal);
    guard.requireRoom();
    // The ballast is left to the watcher: a start does not wait for it.
    guard.judge(volume.free(), settings.reserve(volume.total()));
    return guard;
  }

  /// As {@link #of}, with a clock of the caller.
  static DiskGuard observed(
      DiskSettings settings,
      Path directory,
      Volume volume,
      LongSupplier nanos,
      Consumer<String> fatal)
      throws IOException {
    return new DiskGuard(settings, directory, volume, nanos, fatal);
  }

  private void requireRoom() throws BrokerStartException, IOException {
    long total = volume.total();
    long wanted = settings.retentionSize().orElse(0);
    if (wanted > total) {
      throw new BrokerStartException(
          "retention_size is %s, and the volume of %s has only %s. Lower topics.retention_size of the kafka extension, or give a larger volume with --data-dir."
              .formatted(size(wanted), directory, size(total)));
    }
    long room = volume.free() + ballast.present();
    long needed = 2 * settings.floorBytes();
    if (room < needed) {
      throw new BrokerStartException(
          "The volume of %s has %s free, and the embedded broker needs %s to start. Free space there, or give another directory with --data-dir."
              .formatted(directory, size(room), size(needed)));
    }
  }

  /// Starts to watch; the ballast is made along the way.
  synchronized void start() {
    watcher = Thread.ofVirtual().name("disk-guard").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(pause());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /// Why nothing new may be accepted now; empty while it may.
  public Optional<String> refusal() {
    return refusal;
  }

  /// What the guard saw when it last looked.
  public DiskState state() {
    return state;
  }

  /// Looks once, and acts.
  void look() {
    try {
      long free = volume.free();
      if (free < settings.floorBytes() && ballast.present() > 0) {
        ballast.release();
        free = volume.free();
        NodeLog.LOGGER.warn(
            "The volume of {} is nearly full: the ballast file was deleted to make room for what"
                + " was accepted, {} are free now. Free space there.",
            directory,
            size(free));
      }
      long reserve = settings.reserve(volume.total());
      boolean roomForBallast = free >= reserve + reserve / 10 + ballast.missing();
      if (!ballast.complete() && roomForBallast) {
        ballast.fill();
        free = volume.free();
      }
      judge(free, reserve);
    } catch (IOException e) {
      NodeLog.LOGGER.warn("The free space of {} cannot be seen: {}", directory, e.toString());
    }
  }

  private void judge(long free, long reserve) throws IOException {
    runway.add(nanos.getAsLong(), free);
    state =
        new DiskState(free, volume.total(), reserve, ballast.complete(), runway.of(free - reserve));
    long enough = refusal.isPresent() ? reserve + reserve / 10 : reserve;
    boolean refuse = free < enough;
    if (refuse != refusal.isPresent()) {
      NodeLog.LOGGER.warn(
          refuse
              ? "The volume of {} has {} free: nothing new is accepted until {} are."
              : "The volume of {} has {} free again: accepting (below {} not).",
          directory,
          size(free),
          size(refuse ? reserve + reserve / 10 : reserve));
    }
    refusal = refuse ? Optional.of(reason(free, reserve)) : Optional.empty();
    if (free < settings.floorBytes() / 4 && ballast.present() == 0) {
      fatal.accept(
          "The volume of %s is full: %s left, although nothing new was accepted below %s. What was acknowledged is safe. Free space there and start again."
              .formatted(directory, size(free), size(reserve)));
    }
  }

  private String reason(long free, long reserve) {
    return "the disk is nearly full: %s free on the volume of %s, and %s are kept for what was already accepted"
        .formatted(size(free), directory, size(reserve));
  }

  private Duration pause() {
    long stake = Math.abs(state.freeBytes() - state.reserveBytes());
    Duration gone = Duration.ofMillis(stake / (BYTES_PER_SECOND / 1000));
    return gone.compareTo(OFTEN) < 0 ? OFTEN : gone.compareTo(SELDOM) > 0 ? SELDOM : gone;
  }

  static String size(long bytes) {
    return bytes >= 10L << 30
        ? String.format(Locale.ROOT, "%d GiB", bytes >> 30)
        : bytes >= 1L << 30
            ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
            : String.format(Locale.ROOT, "%d MiB", bytes >> 20);
  }

  /// Stops watching.
  @Override
  public synchronized void close() {
    if (watcher != null) {
      watcher.interrupt();
      watcher = null;
    }
  }
}
