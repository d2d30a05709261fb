package io.tailrace.app.replay;

/// An endless sequence of requests, no item of which occurs twice.
public interface Workload {
  /// Returns the request at a place of the sequence. Called by several threads at once.
  Request request(long sequence);

  /// Returns how many items that request has, for those who only plan.
  default int items(long sequence) {
    return request(sequence).items();
  }
}
