package io.tailrace.topology;

import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import java.util.List;

/// Stands on a path where its traces are sampled: what comes before it is the way to the decisions,
/// what follows is done with spans that are kept.
enum SamplingPoint implements Processor {
  /// The only one there is.
  HERE;

  @Override
  public Payload process(Payload payload) {
    return payload;
  }

  /// The part of a chain before the sampling.
  static Chain before(Chain chain) {
    return with(chain, chain.links().subList(0, place(chain)));
  }

  /// The part of a chain behind the sampling.
  static List<Chain.Link> after(Chain chain) {
    return chain
        .links()
        .subList(Math.min(place(chain) + 1, chain.links().size()), chain.links().size());
  }

  /// A chain of the same receivers with other processors.
  static Chain with(Chain chain, List<Chain.Link> links) {
    return new Chain(chain.group(), chain.receivers(), List.copyOf(links));
  }

  private static int place(Chain chain) {
    for (int i = 0; i < chain.links().size(); i++) {
      if (chain.links().get(i).processor() == HERE) {
        return i;
      }
    }
    return chain.links().size();
  }
}
