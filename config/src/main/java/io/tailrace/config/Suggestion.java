package io.tailrace.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What was probably meant by a misspelt word.
final class Suggestion {
  private Suggestion() {}

  /// Returns the nearest of the known words, if it is near enough to be meant.
  static Optional<String> of(String word, Collection<String> known) {
    String plain = plain(word);
    return known.stream()
        .filter(candidate -> distance(plain, plain(candidate)) <= tolerance(plain))
        .min(
            Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// The notes for an unknown word: what was probably meant, and what there is.
  static List<String> notes(String word, Collection<String> known, String what) {
    String all =
        known.stream()
            .sorted()
            .map(each -> each.isEmpty() ? "\"\"" : each)
            .collect(Collectors.joining(", "));
    String list = known.isEmpty() ? "there are no " + what + " here" : what + ": " + all;
    return of(word, known)
        .map(near -> List.of("did you mean \"" + near + "\"?", list))
        .orElse(List.of(list));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_').replace("_", "");
  }

  private static int tolerance(String word) {
    return Math.max(1, word.length() / 3);
  }

  /// Levenshtein's distance, where two neighbours swapped count once.
  private static int distance(String a, String b) {
    int[] older = new int[b.length() + 1];
    int[] old = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      old[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], old[j]) + 1, old[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], older[j - 2] + 1);
        }
      }
      older = old;
      old = row;
    }
    return old[b.length()];
  }
}
