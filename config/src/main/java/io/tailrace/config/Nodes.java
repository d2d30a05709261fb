package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;

/// Copies of nodes that differ in where they stand or came from.
final class Nodes {
  private Nodes() {}

  /// An empty value at a place.
  static Node.Scalar nothing(Position at) {
    return new Node.Scalar(null, "", at, Node.Origin.WRITTEN);
  }

  /// A mapping without entries at a place.
  static Node.Mapping empty(Position at) {
    return new Node.Mapping(List.of(), at, Node.Origin.WRITTEN);
  }

  /// Returns the node with the origin, for itself and everything below that has none yet.
  static Node from(Node node, Node.Origin origin) {
    Node.Origin own = node.note().isEmpty() ? origin : node.origin();
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(scalar.value(), scalar.text(), scalar.position(), own);
      case Node.Sequence list ->
          new Node.Sequence(
              list.items().stream().map(item -> from(item, origin)).toList(), list.position(), own);
      case Node.Mapping map -> {
        List<Node.Entry> entries = new ArrayList<>();
        map.entries()
            .forEach(
                entry ->
                    entries.add(
                        new Node.Entry(entry.key(), entry.at(), from(entry.value(), origin))));
        yield new Node.Mapping(entries, map.position(), own);
      }
    };
  }

  /// Returns the node with the origin, for itself alone.
  static Node with(Node node, Node.Origin origin) {
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(scalar.value(), scalar.text(), scalar.position(), origin);
      case Node.Sequence list -> new Node.Sequence(list.items(), list.position(), origin);
      case Node.Mapping map -> new Node.Mapping(map.entries(), map.position(), origin);
    };
  }

  /// Returns the node as if everything in it stood at one place: what an expression stands for
  /// has no line of its own.
  static Node at(Node node, Position place, Node.Origin origin) {
    return switch (node) {
      case Node.Scalar scalar -> new Node.Scalar(scalar.value(), scalar.text(), place, origin);
      case Node.Sequence list ->
          new Node.Sequence(
              list.items().stream().map(item -> at(item, place, below(origin))).toList(),
              place,
              origin);
      case Node.Mapping map ->
          new Node.Mapping(
              map.entries().stream()
                  .map(
                      entry ->
                          new Node.Entry(
                              entry.key(), place, at(entry.value(), place, below(origin))))
                  .toList(),
              place,
              origin);
    };
  }

  private static Node.Origin below(Node.Origin origin) {
    return Node.Origin.merged(origin.note());
  }

  /// What a person calls the value, never the value itself.
  static String kind(Node node) {
    return switch (node) {
      case Node.Mapping _ -> "a map";
      case Node.Sequence _ -> "a list";
      case Node.Scalar scalar ->
          switch (scalar.value()) {
            case null -> "nothing";
            case Boolean _ -> "true or false";
            case Long _, java.math.BigInteger _ -> "a whole number";
            case Double _ -> "a number";
            case java.time.Instant _ -> "a time";
            default -> "text";
          };
    };
  }
}
