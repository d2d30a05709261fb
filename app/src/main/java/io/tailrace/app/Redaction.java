package io.tailrace.app;

import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.config.Node;
import io.tailrace.config.Secret;
import io.tailrace.config.Secrets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Hides secrets in the tree of a configuration.
///
/// What is secret is known from the bound options: in a component's section every value that
/// one of its secrets has is hidden, wherever it stands. Passwords inside of addresses are hidden
/// everywhere, and so are the headers of `service`.
final class Redaction {
  private static final Pattern PASSWORD = Pattern.compile("(://)[^/@\\s]+@");

  private Redaction() {}

  /// Returns the tree without its secrets.
  static Node of(Configuration configuration) {
    return entries(
        (Node.Mapping) configuration.root(),
        section -> {
          Optional<Kind> kind =
              List.of(Kind.values()).stream()
                  .filter(each -> each.key().equals(section.key()))
                  .findFirst();
          if (kind.isPresent() && section.value() instanceof Node.Mapping components) {
            return entries(
                components,
                component ->
                    hide(component.value(), secrets(configuration, kind.get(), component.key())));
          }
          return headers(section.value());
        });
  }

  private static Set<String> secrets(Configuration configuration, Kind kind, String id) {
    Set<String> secrets = new HashSet<>();
    configuration.components().getOrDefault(kind, Map.of()).values().stream()
        .filter(component -> component.id().toString().equals(id.strip()))
        .forEach(component -> secrets.addAll(Secrets.in(component.options())));
    return secrets;
  }

  private static Node hide(Node node, Set<String> secrets) {
    return switch (node) {
      case Node.Scalar scalar ->
          secrets.contains(scalar.text()) ? with(scalar, Secret.REDACTED) : address(scalar);
      case Node.Sequence sequence ->
          new Node.Sequence(
              sequence.items().stream().map(item -> hide(item, secrets)).toList(),
              sequence.position(),
              sequence.origin());
      case Node.Mapping map -> entries(map, entry -> hide(entry.value(), secrets));
    };
  }

  /// Hides what stands below any key `headers`.
  private static Node headers(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> address(scalar);
      case Node.Sequence sequence ->
          new Node.Sequence(
              sequence.items().stream().map(Redaction::headers).toList(),
              sequence.position(),
              sequence.origin());
      case Node.Mapping map ->
          entries(
              map,
              entry -> entry.key().equals("headers") ? all(entry.value()) : headers(entry.value()));
    };
  }

  private static Node all(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> with(scalar, Secret.REDACTED);
      case Node.Sequence sequence ->
          new Node.Sequence(
              sequence.items().stream().map(Redaction::all).toList(),
              sequence.position(),
              sequence.origin());
      case Node.Mapping map -> entries(map, entry -> all(entry.value()));
    };
  }

  private static Node address(Node.Scalar scalar) {
    String hidden = PASSWORD.matcher(scalar.text()).replaceAll("$1" + Secret.REDACTED + "@");
    return hidden.equals(scalar.text()) ? scalar : with(scalar, hidden);
  }

  private static Node.Scalar with(Node.Scalar scalar, String text) {
    return new Node.Scalar(text, text, scalar.position(), scalar.origin());
  }

  private static Node entries(
      Node.Mapping map, java.util.function.Function<Node.Entry, Node> change) {
    return new Node.Mapping(
        map.entries().stream()
            .map(entry -> new Node.Entry(entry.key(), entry.at(), change.apply(entry)))
            .toList(),
        map.position(),
        map.origin());
  }
}
