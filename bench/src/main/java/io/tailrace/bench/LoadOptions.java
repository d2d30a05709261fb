package io.tailrace.bench;

import io.tailrace.app.replay.LoadPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What is measured and under which load, as the command line says it.
final class LoadOptions {
  @Option(names = "--peer", paramLabel = "PATH", description = "A Collector's binary.")
  private Optional<Path> peer = Optional.empty();

  @Option(
      names = "--only-peer",
      description = "Measure the Collector alone, without Tailrace beside it.")
  private boolean onlyPeer;

  @Option(names = "--runs", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description = "Recorded traces instead of those that come with the program.")
  private Optional<Path> recording = Optional.empty();

  @Option(
      names = "--compression",
      defaultValue = "none",
      description = "Of what is exported: none, gzip, zstd, snappy. Default: ${DEFAULT-VALUE}.")
  private String compression = "none";

  @Option(
      names = "--warmup",
      defaultValue = "8000000",
      description = "Spans before measuring, which compile it. Default: ${DEFAULT-VALUE}.")
  private long warmup;

  @Option(
      names = "--spans",
      defaultValue = "4000000",
      description = "Spans to measure. Default: ${DEFAULT-VALUE}.")
  private long spans;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Spans per second while measuring; 0, the default, is as many as go.")
  private double rate;

  @Option(
      names = "--workers",
      defaultValue = "4",
      description = "Connections that send at the same time. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--java-options",
      paramLabel = "FLAGS",
      defaultValue = "",
      description = "Further flags for Tailrace's Java, such as a flight recording.")
  private String javaOptions = "";

  @Option(names = "--threads", description = "Also print which threads used the processor.")
  private boolean threads;

  /// Who is measured, Tailrace first.
  List<Candidate> candidates() {
    var all = new ArrayList<Candidate>();
    if (!onlyPeer) {
      all.add(Candidate.tailrace("Tailrace", javaOptions));
    }
    peer.map(Candidate::collector).ifPresent(all::add);
    return all;
  }

  /// The load, of spans as they were recorded.
  Load load() {
    return new Load(recording, 0, warmup, plan(spans));
  }

  private LoadPlan plan(long items) {
    return new LoadPlan(items, Duration.ofHours(1), rate, workers, true);
  }

  /// How often everybody is measured.
  int runs() {
    return runs;
  }

  /// Of what is exported.
  String compression() {
    return compression;
  }

  /// Whether it is to be said which threads used the processor.
  boolean threads() {
    return threads;
  }
}
