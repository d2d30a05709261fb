package io.tailrace.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Replaces the values of secrets in a configuration's tree.
final class Redaction {
  /// What is hidden where no option says what stands there.
  private static final Pattern TELLING =
      Pattern.compile("(?i).*(password|secret|token|api_?key|authorization|credential|_pem).*");

  /// The user of an address, with the password.
  private static final Pattern USER = Pattern.compile("(://)[^/@\\s]+@");

  private Redaction() {}

  static Node of(Configuration configuration) {
    if (!(configuration.root() instanceof Node.Mapping root)) {
      return configuration.root();
    }
    List<Node.Entry> sections = new ArrayList<>();
    for (Node.Entry section : root.entries()) {
      Optional<Kind> kind =
          Arrays.stream(Kind.values()).filter(each -> each.key().equals(section.key())).findFirst();
      Node value =
          kind.map(each -> configuration.components().getOrDefault(each, Map.of()))
              .map(bound -> components(section.value(), bound))
              .orElseGet(() -> guess(section.value(), false));
      sections.add(new Node.Entry(section.key(), section.at(), value));
    }
    return addresses(new Node.Mapping(sections, root.position(), root.origin()));
  }

  /// Hides passwords inside of addresses, which no option says of itself.
  private static Node addresses(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> {
        String shown = USER.matcher(scalar.text()).replaceAll("$1" + Secret.REDACTED + "@");
        yield shown.equals(scalar.text())
            ? scalar
            : new Node.Scalar(shown, shown, scalar.position(), scalar.origin());
      }
      case Node.Sequence list ->
          new Node.Sequence(
              list.items().stream().map(Redaction::addresses).toList(),
              list.position(),
              list.origin());
      case Node.Mapping map ->
          new Node.Mapping(
              map.entries().stream()
                  .map(e -> new Node.Entry(e.key(), e.at(), addresses(e.value())))
                  .toList(),
              map.position(),
              map.origin());
    };
  }

  private static Node components(Node section, Map<ComponentId, Configuration.Configured> bound) {
    if (!(section instanceof Node.Mapping map)) {
      return section;
    }
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : map.entries()) {
      Node value =
          bound.values().stream()
              .filter(each -> each.node().equals(entry.value()))
              .findFirst()
              .map(each -> shown(Shapes.section(each.options().getClass()), entry.value()))
              .orElseGet(() -> guess(entry.value(), false));
      entries.add(new Node.Entry(entry.key(), entry.at(), value));
    }
    return new Node.Mapping(entries, map.position(), map.origin());
  }

  private static Node shown(Shape shape, Node node) {
    return switch (shape) {
      case Shape.Hidden _ -> hidden(node);
      case Shape.Anything _ -> guess(node, false);
      case Shape.Maybe(Shape of) -> shown(of, node);
      case Shape.Many(Shape of) -> each(node, of);
      case Shape.Named(Shape of) -> each(node, of);
      case Shape.Section section -> keys(section, node);
      default -> node;
    };
  }

  private static Node each(Node node, Shape of) {
    return switch (node) {
      case Node.Scalar _ -> shown(of, node);
      case Node.Sequence list ->
          new Node.Sequence(
              list.items().stream()
                  .map(item -> of instanceof Shape.Hidden ? guess(item, true) : shown(of, item))
                  .toList(),
              list.position(),
              list.origin());
      case Node.Mapping map ->
          new Node.Mapping(
              map.entries().stream()
                  .map(e -> new Node.Entry(e.key(), e.at(), shown(of, e.value())))
                  .toList(),
              map.position(),
              map.origin());
    };
  }

  private static Node keys(Shape.Section section, Node node) {
    if (!(node instanceof Node.Mapping map)) {
      return node;
    }
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : map.entries()) {
      Node value =
          find(section, entry.key()).map(s -> shown(s, entry.value())).orElse(entry.value());
      entries.add(new Node.Entry(entry.key(), entry.at(), value));
    }
    return new Node.Mapping(entries, map.position(), map.origin());
  }

  private static Optional<Shape> find(Shape.Section section, String name) {
    for (Shape.Key key : section.keys()) {
      if (key.option().inline() && key.shape() instanceof Shape.Section inner) {
        Optional<Shape> found = find(inner, name);
        if (found.isPresent()) {
          return found;
        }
      } else if (key.name().equals(name) || List.of(key.option().formerly()).contains(name)) {
        return Optional.of(key.shape());
      }
    }
    return Optional.empty();
  }

  /// Hides what its key gives away, below `headers` everything.
  private static Node guess(Node node, boolean hide) {
    return switch (node) {
      case Node.Scalar _ -> hide ? hidden(node) : node;
      case Node.Sequence list ->
          new Node.Sequence(
              list.items().stream().map(item -> guess(item, hide)).toList(),
              list.position(),
              list.origin());
      case Node.Mapping map ->
          new Node.Mapping(
              map.entries().stream()
                  .map(
                      e -> {
                        boolean telling =
                            e.key().equals("headers") || TELLING.matcher(e.key()).matches();
                        boolean below = telling || (hide && !e.key().equals("name"));
                        return new Node.Entry(e.key(), e.at(), guess(e.value(), below));
                      })
                  .toList(),
              map.position(),
              map.origin());
    };
  }

  private static Node hidden(Node node) {
    return node.isNull()
        ? node
        : new Node.Scalar(Secret.REDACTED, Secret.REDACTED, node.position(), node.origin());
  }
}
