package io.tailrace.topology;

import io.tailrace.component.Batching;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import java.util.List;
import java.util.Set;

/// A path with its processors: what happens to records of some receivers before they are sent.
///
/// @param group the consumer group of the route that it is on
/// @param receivers the ids of the receivers whose records it takes, as text
/// @param links the processors in order
record Chain(String group, Set<String> receivers, List<Link> links) {
  /// A processor with its counters.
  ///
  /// @param name its id, under which the ledger keeps what it drops
  record Link(String name, Processor processor, Throughput throughput) {}

  /// What processors made of a payload.
  ///
  /// @param filtered what they dropped
  record Processed(Payload left, Tally filtered) {}

  /// Runs a payload through the processors.
  Processed process(Payload payload) {
    Payload current = payload;
    Tally filtered = Tally.ZERO;
    for (int i = 0; i < links.size() && !current.isEmpty(); i++) {
      Link link = links.get(i);
      int before = current.items();
      current = link.processor().process(current);
      int after = current.items();
      link.throughput().passed(group, before, after);
      if (after != before) {
        filtered = filtered.plus(Tally.filtered(link.name(), before - after));
      }
    }
    return new Processed(current, filtered);
  }

  /// What its processors ask for; the last one that does wins.
  Batching batching() {
    Batching found = Batching.UNSPECIFIED;
    for (Link link : links) {
      Batching asked = link.processor().batching();
      found = asked.specified() ? asked : found;
    }
    return found;
  }
}
