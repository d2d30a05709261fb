package io.tailrace.config;

/// A pipeline that an option names, as opposed to a {@link ComponentId}, which names an extension
/// there. It is refused when there is no such pipeline.
///
/// @param id its id, `traces` or `traces/2`
public record PipelineId(ComponentId id) {
  /// The id as the file has it.
  @Override
  public String toString() {
    return id.toString();
  }
}
