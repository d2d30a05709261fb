package io.tailrace.component.sampling;

/// What a policy says of a trace, as the Collector calls it.
public enum Vote {
  /// It was not asked: another one had settled the matter.
  NOT_ASKED,
  /// Keep it, unless somebody vetoes.
  SAMPLED,
  /// Do not keep it for my sake.
  NOT_SAMPLED,
  /// Keep it if nobody else has a say: a policy with an inverted match that did not match.
  INVERT_SAMPLED,
  /// A veto: a policy with an inverted match that matched.
  INVERT_NOT_SAMPLED,
  /// Drop it, whatever the others say.
  DROPPED
}
