package io.tailrace.app.demo;

import io.tailrace.app.BadConfiguration;
import io.tailrace.app.Components;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Tally;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Kind;
import io.tailrace.topology.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A configuration of the user's, played on this machine alone.
///
/// @param sources what `--config` names
/// @param configuration what they say
/// @param feeds where traces go in it
/// @param scratch where everything is written
/// @param ports where traces come in, where metrics are read, where the broker listens
/// @param targets what stands for the backend of each exporter of OTLP
record OwnFile(
    List<String> sources,
    Configuration configuration,
    Feeds feeds,
    Path scratch,
    List<Integer> ports,
    Map<ComponentId, Sink> targets)
    implements AutoCloseable {
  /// Reads the configuration and moves it; nothing runs yet but the sinks.
  ///
  /// @throws io.tailrace.app.BadConfiguration if it is bad
  /// @throws StartException if it cannot be played
  static OwnFile move(List<String> sources, Path scratch, Journeys journeys)
      throws IOException, StartException {
    var loaded =
        new ConfigurationReader(Components.ALL, Environment.system()).read(sources, List.of());
    var configuration = loaded.configuration().orElseThrow(() -> new BadConfiguration(loaded));
    var feeds = Feeds.of(configuration);
    var sinks = new LinkedHashMap<ComponentId, Sink>();
    var file = new OwnFile(sources, configuration, feeds, scratch, Ports.free(3), sinks);
    for (var exporter : configuration.components().getOrDefault(Kind.EXPORTER, Map.of()).values()) {
      if (exporter.type().startsWith("otlp_")) {
        sinks.put(exporter.id(), Sink.open(journeys));
      }
    }
    file.write();
    return file;
  }

  private void write() throws IOException {
    var overrides = new Overrides(scratch);
    var addresses = new LinkedHashMap<ComponentId, Overrides.Target>();
    targets.forEach(
        (id, sink) -> addresses.put(id, new Overrides.Target(sink.grpcPort(), sink.httpPort())));
    overrides.add(configuration, feeds.receiver(), ports, addresses);
    Files.writeString(moved(), overrides.yaml());
  }

  /// The flags that name the configuration as it is played, and its data.
  List<String> flags() {
    var flags = new ArrayList<String>();
    sources.forEach(source -> flags.addAll(List.of("--config", source)));
    flags.addAll(List.of("--config", moved().toString()));
    flags.addAll(List.of("--data-dir", scratch.resolve("data").toString()));
    return flags;
  }

  /// The port that traces come in at.
  int port() {
    return ports.getFirst();
  }

  /// The exporters that traces come to and that lead to a sink.
  private List<Outlet> outlets() {
    var outlets = new ArrayList<Outlet>();
    feeds
        .paths()
        .forEach(
            (id, paths) -> {
              Optional.ofNullable(targets.get(id))
                  .ifPresent(sink -> outlets.add(new Outlet(id, paths, sink)));
            });
    return outlets;
  }

  /// The backends.
  List<Sink> sinks() {
    return List.copyOf(targets.values());
  }

  /// What is played, in words.
  String introduction() {
    var sampled =
        feeds.paths().values().stream().flatMap(List::stream).flatMap(List::stream).distinct();
    var named = String.join(", ", sampled.map(ComponentId::toString).toList());
    return "The pipelines of %s start in a process of their own, on this machine alone.%s"
        .formatted(
            String.join(" and ", sources),
            named.isEmpty()
                ? ""
                : " In %s traces wait %d s for their decision."
                    .formatted(named, longestWait().toSeconds()));
  }

  /// Begins to count what goes through the pipelines, which run.
  PipelineBooks books(Tally tally, SentTraces sent) {
    String prefix =
        KafkaConfig.of(configuration).map(kafka -> kafka.topics().prefix()).orElse("tailrace.");
    var watch = new Watch(ports.get(1), ports.get(2), prefix, !longestWait().isZero());
    return new PipelineBooks(tally, sent, outlets(), watch, longestWait());
  }

  /// How long traces wait for their decision at most; zero if they do not.
  private Duration longestWait() {
    return configuration.components().getOrDefault(Kind.PROCESSOR, Map.of()).values().stream()
        .flatMap(processor -> Components.decisionWait(processor).stream())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private Path moved() {
    return scratch.resolve("moved.yaml");
  }

  @Override
  public void close() {
    targets.values().forEach(Sink::close);
  }
}
