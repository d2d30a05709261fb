package io.tailrace.config;

import java.util.List;
import java.util.Map;

/// A whole configuration that was found good: every section bound, every reference resolved.
///
/// @param components everything configured, used or not, in the order of the file, by kind and id
/// @param extensions the ids of `service.extensions`, in start order
/// @param pipelines the pipelines in the order of the file
/// @param telemetry what stands below `service.telemetry`
/// @param root the whole tree, after expansion and merging, for `print-config`
public record Configuration(
    Map<Kind, Map<ComponentId, Configured>> components,
    List<ComponentId> extensions,
    Map<ComponentId, Pipeline> pipelines,
    ServiceTelemetry telemetry,
    Node root) {
  /// A configured component.
  ///
  /// @param type its type, by its newest name
  /// @param options the bound record, of the class that the catalog gives for the type
  /// @param node the section it was bound from
  public record Configured(Kind kind, ComponentId id, String type, Record options, Node node) {}

  /// A pipeline.
  ///
  /// @param id its id; the type is the signal: `traces`, `metrics`, `logs`
  /// @param receivers ids of receivers and connectors
  /// @param processors ids of processors in order
  /// @param exporters ids of exporters and connectors
  public record Pipeline(
      ComponentId id,
      List<ComponentId> receivers,
      List<ComponentId> processors,
      List<ComponentId> exporters) {}
}
