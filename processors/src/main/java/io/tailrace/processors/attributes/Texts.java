package io.tailrace.processors.attributes;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;

/// A set of texts, or of expressions that find them.
sealed interface Texts {
  /// Whether a text is one of them.
  boolean match(String text);

  static Texts of(boolean strict, List<String> texts) {
    return strict
        ? new Equal(Set.copyOf(texts))
        : new Found(texts.stream().map(Pattern::compile).toList());
  }

  /// Texts that must be equal.
  record Equal(Set<String> texts) implements Texts {
    @Override
    public boolean match(String text) {
      return texts.contains(text);
    }
  }

  /// Expressions of which one finds something.
  record Found(List<Pattern> patterns) implements Texts {
    @Override
    public boolean match(String text) {
      for (Pattern pattern : patterns) {
        if (pattern.matcher(text).find()) {
          return true;
        }
      }
      return false;
    }
  }
}
