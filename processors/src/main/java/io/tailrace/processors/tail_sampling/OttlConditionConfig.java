package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import java.util.List;

/// The block of a policy of type `ottl_condition`, which is read so that the policy can be refused
/// by its name rather than by its keys.
record OttlConditionConfig(
    @Option(doc = "What an error of a condition means.", noEffect = LATER) String errorMode,
    @Option(doc = "Conditions on spans.", noEffect = LATER) List<String> span,
    @Option(key = "spanevent", doc = "Conditions on events of spans.", noEffect = LATER)
        List<String> spanEvent) {
  static final String LATER = "policies of type `ottl_condition` are known, but not here yet";
}
