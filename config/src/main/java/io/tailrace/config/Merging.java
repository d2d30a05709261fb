package io.tailrace.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Joins trees as the Collector joins several `--config`: maps merge, everything else replaces,
/// and a key without a value wipes what stood below it.
final class Merging {
  /// The lists that a feature gate joins.
  private static final Pattern APPENDED =
      Pattern.compile("service::extensions|service::.*::(receivers|exporters)");

  private Merging() {}

  /// Returns the base with what the later tree says.
  static Node.Mapping merge(Node.Mapping base, Node.Mapping later) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    base.entries().forEach(entry -> entries.put(entry.key(), entry));
    for (Node.Entry entry : later.entries()) {
      Node.Entry before = entries.get(entry.key());
      if (before == null) {
        entries.put(entry.key(), entry);
      } else if (before.value() instanceof Node.Mapping a
          && entry.value() instanceof Node.Mapping b) {
        entries.put(entry.key(), new Node.Entry(entry.key(), entry.at(), merge(a, b)));
      } else {
        Node.Origin origin =
            Node.Origin.merged(
                "merged from " + entry.at().source() + ", it replaces the one at " + before.at());
        Node value = Nodes.from(entry.value(), origin);
        entries.put(entry.key(), new Node.Entry(entry.key(), entry.at(), value));
      }
    }
    return new Node.Mapping(List.copyOf(entries.values()), base.position(), base.origin());
  }

  /// Returns the later tree with what the base has in its lists of extensions, receivers and
  /// exporters, before what it says itself.
  static Node.Mapping appended(Node.Mapping base, Node.Mapping later) {
    return (Node.Mapping) appended(base, later, "");
  }

  private static Node appended(Node base, Node later, String path) {
    if (base instanceof Node.Sequence first
        && later instanceof Node.Sequence second
        && APPENDED.matcher(path).matches()) {
      List<Node> items = new ArrayList<>(first.items());
      second.items().stream().filter(item -> !items.contains(item)).forEach(items::add);
      return new Node.Sequence(items, second.position(), second.origin());
    }
    if (!(base instanceof Node.Mapping a && later instanceof Node.Mapping b)) {
      return later;
    }
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : b.entries()) {
      Node value =
          a.entry(entry.key())
              .map(old -> appended(old.value(), entry.value(), Keys.join(path, entry.key())))
              .orElse(entry.value());
      entries.add(new Node.Entry(entry.key(), entry.at(), value));
    }
    return new Node.Mapping(entries, b.position(), b.origin());
  }

  /// Turns keys such as `processors::batch::timeout` into maps in maps. The Collector does so in
  /// every file, not only in `yaml:` locations.
  static Node.Mapping unfold(Node.Mapping map) {
    List<Node.Entry> plain = new ArrayList<>();
    List<Node.Entry> folded = new ArrayList<>();
    for (Node.Entry entry : map.entries()) {
      Node value = entry.value() instanceof Node.Mapping inner ? unfold(inner) : entry.value();
      Node.Entry unfolded = new Node.Entry(entry.key(), entry.at(), value);
      (entry.key().contains(Keys.SEPARATOR) ? folded : plain).add(unfolded);
    }
    Node.Mapping result = new Node.Mapping(plain, map.position(), map.origin());
    for (Node.Entry entry : folded) {
      result = merge(result, nested(entry));
    }
    return result;
  }

  private static Node.Mapping nested(Node.Entry entry) {
    String[] parts = entry.key().split(Keys.SEPARATOR, -1);
    Node value = entry.value();
    Position at = entry.at();
    for (int i = parts.length - 1; i >= 0; i--) {
      Node.Entry inner = new Node.Entry(parts[i], at, value);
      value = new Node.Mapping(List.of(inner), at, Node.Origin.WRITTEN);
    }
    return (Node.Mapping) value;
  }
}
