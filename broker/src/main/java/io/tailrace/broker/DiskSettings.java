package io.tailrace.broker;

import java.util.OptionalLong;

/// How much of the disk the embedded broker leaves alone, and for what.
///
/// From much to little free space: below the reserve nothing new is accepted, while what was
/// accepted goes on; below the floor the ballast is deleted, so that it can go on; with the
/// ballast gone and a quarter of the floor left the broker stops, because Kafka would end the
/// process at the first write that fails.
///
/// @param reserveBytes the least free space at which something new is accepted
/// @param reservePercent the same as a share of the volume; the greater of the two holds
/// @param ballastBytes size of the file that is given up to make room; 0 for none
/// @param floorBytes the free space at which the ballast is given up; a start needs twice as much
/// @param retentionSize how many bytes the topics may take together, where somebody chose that
public record DiskSettings(
    long reserveBytes,
    int reservePercent,
    long ballastBytes,
    long floorBytes,
    OptionalLong retentionSize) {
  private static final long MIB = 1 << 20;

  /// What holds when nobody chose: a reserve of 1 GiB or 5 %, and 256 MiB of ballast.
  public static final DiskSettings DEFAULT =
      new DiskSettings(1024 * MIB, 5, 256 * MIB, 128 * MIB, OptionalLong.empty());

  /// For directories that are thrown away: no ballast, and a reserve of 64 MiB.
  public static final DiskSettings TEMPORARY =
      new DiskSettings(64 * MIB, 0, 0, 32 * MIB, OptionalLong.empty());

  /// The same settings with a bound for what the topics take together.
  public DiskSettings withRetentionSize(long bytes) {
    return new DiskSettings(
        reserveBytes, reservePercent, ballastBytes, floorBytes, OptionalLong.of(bytes));
  }

  /// The same settings with a reserve in bytes, whatever the size of the volume, and a floor of
  /// at most a quarter of it.
  public DiskSettings withReserve(long bytes) {
    return new DiskSettings(bytes, 0, ballastBytes, Math.min(floorBytes, bytes / 4), retentionSize);
  }

  /// The same settings with ballast of another size; 0 for none.
  public DiskSettings withBallast(long bytes) {
    return new DiskSettings(reserveBytes, reservePercent, bytes, floorBytes, retentionSize);
  }

  long reserve(long total) {
    return Math.max(reserveBytes, total / 100 * reservePercent);
  }
}
