package io.tailrace.model;

/// A valid request made of some items of another.
///
/// @param otlp the request
/// @param items how many items it holds
public record Part(byte[] otlp, int items) {}
