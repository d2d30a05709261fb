package io.tailrace.topology;

/// The topics of a sampling.
///
/// @param source where spans come from
/// @param decisions where decisions about them go, partition by partition
/// @param summaries where a summary of every trace goes
/// @param output where the spans of kept traces go, partition by partition
record SamplingTopics(String source, String decisions, String summaries, String output) {}
