package io.tailrace.topology;

import java.util.concurrent.atomic.LongAdder;

/// What goes into a processor of a pipeline and comes out of it.
///
/// It runs once for each exporter behind it. So that an item counts once, as in the Collector, one
/// of these routes counts and the others do not.
final class Throughput {
  private final LongAdder incoming;
  private final LongAdder outgoing;
  private volatile String group = "";

  Throughput(LongAdder incoming, LongAdder outgoing) {
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /// Says on which route items count: that of a consumer group, empty for all.
  void at(String group) {
    this.group = group;
  }

  /// Items went in and came out on the route of a consumer group.
  void passed(String route, int in, int out) {
    if (group.isEmpty() || group.equals(route)) {
      incoming.add(in);
      outgoing.add(out);
    }
  }
}
