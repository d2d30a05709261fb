package io.tailrace.processors.tail_sampling;

import com.google.re2j.Pattern;
import java.util.List;

/// What is asked of spans while they come. An answer is one bit of a trace's summary, set as soon
/// as a span, or a resource that it came with, says yes.
///
/// Equal predicates share a bit, so they are records of lists, whose order is that of the file.
sealed interface Predicate {
  /// A span has one of these statuses, as OTLP numbers them.
  record HasStatus(List<Integer> codes) implements Predicate {}

  /// A span has the flag "sampled".
  record IsFlagged() implements Predicate {}

  /// A span's W3C trace state has a member with one of these values.
  record HasState(String key, List<String> values) implements Predicate {}

  /// The spans that had come at some moment lasted longer than a bound, but not longer than
  /// another.
  ///
  /// @param threshold in whole milliseconds
  /// @param upper likewise, 0 for none
  record Lasts(long threshold, long upper) implements Predicate {
    boolean test(long duration) {
      return duration > threshold && (upper == 0 || duration <= upper);
    }
  }

  /// An attribute of a span or a resource matches.
  sealed interface OfAttribute extends Predicate {
    /// The attribute.
    String key();
  }

  /// The attribute is one of these texts.
  record IsText(String key, List<String> values) implements OfAttribute {}

  /// One of the expressions is found in the attribute's text.
  record FindsText(String key, List<String> expressions) implements OfAttribute {
    List<Pattern> patterns() {
      return expressions.stream().map(Pattern::compile).toList();
    }
  }

  /// The attribute is a whole number within bounds.
  record IsNumber(String key, long least, long most) implements OfAttribute {}

  /// The attribute is true, or false.
  record IsFlag(String key, boolean value) implements OfAttribute {}
}
