package io.tailrace.topology;

import io.tailrace.config.ComponentId;

/// An exporter that a configuration names no longer while items still wait for it.
///
/// @param pipeline the pipeline that it was in
/// @param exporter its id
/// @param items how many items wait
public record Orphan(ComponentId pipeline, ComponentId exporter, long items) {
  /// How many items wait, in words.
  public String waiting() {
    return items == 1 ? "1 item waits" : items + " items wait";
  }

  boolean isOf(Plan.Route route) {
    return pipeline.equals(route.pipeline()) && exporter.equals(route.exporter());
  }
}
