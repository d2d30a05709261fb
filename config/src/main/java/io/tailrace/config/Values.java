package io.tailrace.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads single values. Nothing is cast: a number is not text and `"true"` is not a flag, except
/// that what an expression stands for is also available as the text it was.
final class Values {
  private static final int LONGEST_SHOWN = 40;

  private final Problems problems;

  Values(Problems problems) {
    this.problems = problems;
  }

  /// Returns the value, or reports why there is none.
  Optional<Object> read(Shape shape, Node node, String path) {
    return switch (shape) {
      case Shape.Text text ->
          text(node, path, "text").flatMap(value -> oneOf(text, value, node, path));
      case Shape.Hidden _ -> hidden(node, path);
      case Shape.Anything _ -> Optional.of(node);
      case Shape.Whole whole -> whole(whole, node, path);
      case Shape.Fraction fraction -> fraction(fraction, node, path);
      case Shape.Flag _ -> flag(node, path);
      case Shape.Span span -> span(span, node, path);
      case Shape.Choice choice -> choice(choice, node, path);
      case Shape.Reference _ -> id(node, "the id of a component", path).map(id -> (Object) id);
      case Shape.PipelineReference _ -> id(node, "the id of a pipeline", path).map(PipelineId::new);
      default -> throw new IllegalStateException(shape + " is no single value");
    };
  }

  /// What a value is that nobody gave.
  static @Nullable Object zero(Shape shape) {
    return switch (shape) {
      case Shape.Text _ -> "";
      case Shape.Hidden _ -> new Secret("");
      case Shape.Whole whole -> whole.type() == int.class ? (Object) 0 : (Object) 0L;
      case Shape.Fraction _ -> 0.0;
      case Shape.Flag _ -> false;
      case Shape.Span _ -> Duration.ZERO;
      case Shape.Choice choice -> choice.constants().getFirst();
      case Shape.Reference _ -> new ComponentId("", "");
      case Shape.PipelineReference _ -> new PipelineId(new ComponentId("", ""));
      case Shape.Anything _ -> Nodes.nothing(new Position("", 1, 1, 1));
      case Shape.Maybe _ -> Optional.empty();
      case Shape.Many _ -> List.of();
      case Shape.Named _ -> Map.of();
      case Shape.Section section -> throw new IllegalStateException(section + " has defaults");
    };
  }

  boolean isText(Node.Scalar scalar) {
    return scalar.value() instanceof String || scalar.origin().expanded().isPresent();
  }

  private Optional<String> text(Node node, String path, String expected) {
    if (node.origin().expanded().isPresent()) {
      return node.origin().expanded();
    }
    if (node instanceof Node.Scalar(String value, _, _, _)) {
      return Optional.of(value);
    }
    boolean quotable = node instanceof Node.Scalar;
    problems.error(
        node.position(),
        path,
        "expected " + expected + ", found " + Nodes.kind(node),
        quotable
            ? Problems.origin(node, "to mean it as text, put it in quotes")
            : Problems.origin(node));
    return Optional.empty();
  }

  private Optional<ComponentId> id(Node node, String expected, String path) {
    return text(node, path, expected).flatMap(text -> Ids.component(text, node, path, problems));
  }

  private Optional<Object> oneOf(Shape.Text shape, String value, Node node, String path) {
    if (shape.oneOf().isEmpty() || shape.oneOf().contains(value)) {
      return Optional.of(value);
    }
    return refused(node, path, value, shape.oneOf());
  }

  private Optional<Object> choice(Shape.Choice choice, Node node, String path) {
    Optional<String> text = text(node, path, "text");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (Enum<?> constant : choice.constants()) {
      if (Shapes.word(constant).equals(text.get())) {
        return Optional.of(constant);
      }
    }
    return refused(node, path, text.get(), choice.constants().stream().map(Shapes::word).toList());
  }

  private Optional<Object> refused(Node node, String path, String value, List<String> allowed) {
    String shown =
        node.origin().expanded().isPresent() ? "this value" : "\"" + Masking.text(value) + "\"";
    problems.error(
        node.position(),
        path,
        shown + " is not one of the values allowed here",
        java.util.stream.Stream.concat(
                Problems.origin(node).stream(),
                Suggestion.notes(value, allowed, "allowed values").stream())
            .toList());
    return Optional.empty();
  }

  private Optional<Object> hidden(Node node, String path) {
    if (node instanceof Node.Scalar scalar && node.origin().expanded().isEmpty()) {
      problems.hide(scalar);
    }
    return text(node, path, "text").map(Secret::new);
  }

  private Optional<Object> flag(Node node, String path) {
    if (node instanceof Node.Scalar(Boolean value, _, _, _)) {
      return Optional.of(value);
    }
    if (node.isNull()) {
      return Optional.of(false);
    }
    return unexpected(node, path, "true or false");
  }

  private Optional<Object> whole(Shape.Whole shape, Node node, String path) {
    Long value =
        switch (node) {
          case Node.Scalar(Long number, _, _, _) -> number;
          case Node.Scalar(Double number, _, _, _) when number == Math.rint(number) ->
              (long) number.doubleValue();
          case Node.Scalar(BigInteger _, _, _, _) -> Long.MAX_VALUE;
          case Node.Scalar scalar when scalar.value() == null -> 0L;
          default -> null;
        };
    if (value == null) {
      return unexpected(node, path, "a whole number");
    }
    if (value < shape.min() || value > shape.max()) {
      return outside(node, path, range(shape.min(), shape.max(), shape.type() == int.class));
    }
    return Optional.of(shape.type() == int.class ? (Object) value.intValue() : (Object) value);
  }

  private static String range(long min, long max, boolean small) {
    boolean low = min > (small ? Integer.MIN_VALUE : Long.MIN_VALUE);
    boolean high = max < (small ? Integer.MAX_VALUE : Long.MAX_VALUE);
    if (low && high) {
      return "between " + min + " and " + max;
    }
    return low ? "at least " + min : "at most " + max;
  }

  private Optional<Object> fraction(Shape.Fraction shape, Node node, String path) {
    Double value =
        switch (node) {
          case Node.Scalar(Double number, _, _, _) -> number;
          case Node.Scalar(Long number, _, _, _) -> number.doubleValue();
          case Node.Scalar scalar when scalar.value() == null -> 0.0;
          default -> null;
        };
    if (value == null) {
      return unexpected(node, path, "a number");
    }
    if (value < shape.min() || value > shape.max()) {
      return outside(node, path, range(shape.min(), shape.max(), false));
    }
    return Optional.of(value);
  }

  private Optional<Object> span(Shape.Span shape, Node node, String path) {
    if (node.isNull() || (node instanceof Node.Scalar(Long number, _, _, _) && number == 0)) {
      return Optional.of(Duration.ZERO);
    }
    if (node instanceof Node.Scalar(Long number, _, _, _)) {
      problems.error(
          node.position(),
          path,
          "a duration needs a unit",
          Problems.origin(
              node,
              "the Collector takes a bare number for nanoseconds; write "
                  + number
                  + "s or "
                  + number
                  + "ms"));
      return Optional.empty();
    }
    Optional<Duration> value =
        node instanceof Node.Scalar(String text, _, _, _)
            ? GoDuration.parse(text)
            : Optional.empty();
    if (value.isEmpty()) {
      return unexpected(node, path, "a duration such as 5s, 1m30s or 200ms");
    }
    long nanos = value.get().toNanos();
    if (nanos < shape.min() || nanos > shape.max()) {
      String least = GoDuration.print(Duration.ofNanos(Math.max(shape.min(), -Long.MAX_VALUE)));
      String most = GoDuration.print(Duration.ofNanos(shape.max()));
      return outside(node, path, nanos < shape.min() ? "at least " + least : "at most " + most);
    }
    return value.map(duration -> (Object) duration);
  }

  /// A text that a file has where a number, a time or the like belongs, unless it may be a secret:
  /// what an expression stands for, and what is hidden in the line that is quoted.
  private String shown(Node node) {
    return node instanceof Node.Scalar(String value, _, _, _)
            && node.origin().equals(Node.Origin.WRITTEN)
            && value.length() <= LONGEST_SHOWN
            && problems.excerpt(node.position()).contains(value)
        ? " \"" + value + "\""
        : "";
  }

  private Optional<Object> outside(Node node, String path, String range) {
    problems.error(node, path, "the value must be " + range);
    return Optional.empty();
  }

  private Optional<Object> unexpected(Node node, String path, String expected) {
    boolean quoted =
        node instanceof Node.Scalar(String value, _, _, _)
            && node.origin().expanded().isEmpty()
            && !(YamlScalars.resolve(value) instanceof String);
    problems.error(
        node.position(),
        path,
        "expected " + expected + ", found " + Nodes.kind(node) + shown(node),
        quoted ? Problems.origin(node, "leave the quotes out") : Problems.origin(node));
    return Optional.empty();
  }
}
