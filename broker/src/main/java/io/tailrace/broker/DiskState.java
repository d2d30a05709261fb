package io.tailrace.broker;

import java.time.Duration;
import java.util.Optional;

/// What the disk guard saw when it last looked.
///
/// @param freeBytes what this process may still write to the volume
/// @param totalBytes the size of the volume
/// @param reserveBytes the free space below which nothing new is accepted
/// @param ballast whether the ballast file is in place
/// @param runway how long the space above the reserve lasts if it goes on disappearing as it did
///     in the last minute; empty when it does not
public record DiskState(
    long freeBytes,
    long totalBytes,
    long reserveBytes,
    boolean ballast,
    Optional<Duration> runway) {}
