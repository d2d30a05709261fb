package io.tailrace.config;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether two bound values mean the same. Nodes among them are compared by what they hold, not by
/// where they stand.
final class Sameness {
  private Sameness() {}

  static boolean of(@Nullable Object a, @Nullable Object b) {
    return switch (a) {
      case Node.Scalar x when b instanceof Node.Scalar y ->
          Objects.equals(x.value(), y.value()) && x.text().equals(y.text());
      case Node.Sequence x when b instanceof Node.Sequence y -> of(x.items(), y.items());
      case Node.Mapping x when b instanceof Node.Mapping y -> sameEntries(x, y);
      case Record x when b instanceof Record y ->
          x.getClass() == y.getClass() && of(Shapes.values(x), Shapes.values(y));
      case Optional<?> x when b instanceof Optional<?> y -> of(x.orElse(null), y.orElse(null));
      case List<?> x when b instanceof List<?> y -> sameItems(x, y);
      case Map<?, ?> x when b instanceof Map<?, ?> y ->
          x.keySet().equals(y.keySet())
              && x.keySet().stream().allMatch(key -> of(x.get(key), y.get(key)));
      case null, default -> Objects.equals(a, b);
    };
  }

  private static boolean sameItems(List<?> a, List<?> b) {
    Iterator<?> other = b.iterator();
    return a.size() == b.size() && a.stream().allMatch(item -> of(item, other.next()));
  }

  private static boolean sameEntries(Node.Mapping a, Node.Mapping b) {
    return a.entries().size() == b.entries().size()
        && a.entries().stream()
            .allMatch(
                entry ->
                    b.entry(entry.key())
                        .map(other -> of(entry.value(), other.value()))
                        .orElse(false));
  }
}
