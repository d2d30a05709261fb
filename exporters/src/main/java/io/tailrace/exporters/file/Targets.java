package io.tailrace.exporters.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The files that are open, by group. The one that was used longest ago is closed when there
/// would be too many.
final class Targets implements AutoCloseable {
  private final FileConfig config;
  private final InstantSource clock;
  private final int most;
  private final LinkedHashMap<String, Target> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<String> begun = new HashSet<>();

  Targets(FileConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.most = config.grouping().map(FileConfig.GroupBy::maxOpenFiles).orElse(1);
  }

  /// Adds a request to a group's file.
  void write(String group, ByteBuffer request) throws IOException {
    Target target = open.get(group);
    if (target == null) {
      makeRoom();
      target = Target.open(path(group), config, clock, keep(group));
      begun.add(group);
      open.put(group, target);
    }
    target.write(request);
  }

  private Path path(String group) {
    return Path.of(
        config.grouping().isPresent() ? config.path().replace("*", group) : config.path());
  }

  /// A file is emptied once, when it is begun, and not again when it was closed in between.
  private boolean keep(String group) {
    return config.append() || config.rotation().isPresent() || begun.contains(group);
  }

  private void makeRoom() throws IOException {
    while (open.size() >= most) {
      Map.Entry<String, Target> oldest = open.firstEntry();
      open.remove(oldest.getKey());
      oldest.getValue().close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Target target : open.values()) {
      target.close();
    }
    open.clear();
  }
}
