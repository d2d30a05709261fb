package io.tailrace.model;

/// The share of a request that goes to one partition.
///
/// @param partition the partition
/// @param otlp a valid request
/// @param items how many spans, data points or log records it holds
/// @param resources how many resources it holds
public record Slice(int partition, byte[] otlp, int items, int resources) {}
