package io.tailrace.processors.tail_sampling;

import com.google.re2j.Pattern;
import java.util.List;

/// A predicate of an attribute, ready to look at values where they lie. A value of another type
/// than it asks for counts as that type's zero, as in the Collector.
sealed interface AttributeTest {
  /// Its bit.
  int bit();

  /// Whether it says yes of a value.
  ///
  /// @param ofResource whether the attribute is a resource's
  boolean test(FoundValue value, boolean ofResource);

  static AttributeTest of(int bit, Predicate.OfAttribute predicate) {
    return switch (predicate) {
      case Predicate.IsText text -> new Text(bit, new TextSet(text.values()));
      case Predicate.FindsText text -> {
        List<Pattern> patterns = text.patterns();
        yield new Found(bit, new Remembered(given -> finds(patterns, given)));
      }
      case Predicate.IsNumber number -> new Whole(bit, number.least(), number.most());
      case Predicate.IsFlag flag -> new Flag(bit, flag.value());
    };
  }

  private static boolean finds(List<Pattern> patterns, String text) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(text).find()) {
        return true;
      }
    }
    return false;
  }

  /// One of some texts.
  record Text(int bit, TextSet texts) implements AttributeTest {
    @Override
    public boolean test(FoundValue value, boolean ofResource) {
      return value.isText() && texts.contains(value.bytes(), value.start(), value.end());
    }
  }

  /// Found by an expression. An empty text is asked about only in a resource.
  record Found(int bit, Remembered answers) implements AttributeTest {
    @Override
    public boolean test(FoundValue value, boolean ofResource) {
      if (value.isText() && value.end() > value.start()) {
        return answers.test(value.bytes(), value.start(), value.end());
      }
      return ofResource && answers.test(value.bytes(), value.start(), value.start());
    }
  }

  /// A number within bounds.
  record Whole(int bit, long least, long most) implements AttributeTest {
    @Override
    public boolean test(FoundValue value, boolean ofResource) {
      return value.whole() >= least && value.whole() <= most;
    }
  }

  /// True or false.
  record Flag(int bit, boolean wanted) implements AttributeTest {
    @Override
    public boolean test(FoundValue value, boolean ofResource) {
      return value.flag() == wanted;
    }
  }
}
