package io.tailrace.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// Builds the tree of one document from the events of the YAML parser.
///
/// Keeps what the parser's own composer drops: which scalars were plain, and where things end.
/// Aliases share the node they name, so a small file cannot become a large tree in memory; how
/// large it would be to walk is bounded as go-yaml bounds it.
final class YamlTree {
  private static final String STANDARD = "tag:yaml.org,2002:";
  /// The problem of an alias without its anchor, whose name is caught.
  static final Pattern UNKNOWN_ANCHOR = Pattern.compile("there is no anchor \"(.*)\"");

  private static final int MAX_DEPTH = 1000;

  private final SourceText source;
  private final Iterator<Event> events;
  private final Problems problems;
  private final Map<String, @Nullable Node> anchors = new HashMap<>();
  private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
  private long nodes;
  private long aliased;

  YamlTree(SourceText source, Iterator<Event> events, Problems problems) {
    this.source = source;
    this.events = events;
    this.problems = problems;
  }

  /// Returns the node that starts at the event; the following events are consumed.
  Node node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw new YamlProblem(position(event), "the document is nested too deeply");
    }
    return switch (event) {
      case AliasEvent alias -> alias(alias);
      case ScalarEvent scalar -> named(scalar, () -> scalar(scalar));
      case SequenceStartEvent start -> named(start, () -> sequence(start, depth));
      case MappingStartEvent start -> named(start, () -> mapping(start, depth));
      default -> throw new IllegalStateException("no node starts with " + event);
    };
  }

  private Node named(NodeEvent event, java.util.function.Supplier<Node> made) {
    Optional<String> anchor = event.getAnchor().map(Anchor::getValue);
    anchor.ifPresent(name -> anchors.put(name, null));
    long before = nodes++;
    Node node = made.get();
    anchor.ifPresent(
        name -> {
          anchors.put(name, node);
          sizes.put(node, nodes - before);
        });
    return node;
  }

  private Node alias(AliasEvent event) {
    String name = event.getAlias().getValue();
    if (!anchors.containsKey(name)) {
      throw new YamlProblem(position(event), "there is no anchor \"" + name + "\"");
    }
    Node target = anchors.get(name);
    if (target == null) {
      throw new YamlProblem(position(event), "anchor \"" + name + "\" contains itself");
    }
    long size = sizes.getOrDefault(target, 1L);
    nodes += size;
    aliased += size;
    if (aliased > 100 && nodes > 1000 && aliased > share(nodes) * nodes) {
      throw new YamlProblem(position(event), "the document contains excessive aliasing");
    }
    return target;
  }

  /// How much of a document may come from aliases: nearly all of a small one, little of a large.
  private static double share(long nodes) {
    double excess = (nodes - 400_000) / 3_600_000.0;
    return 0.99 - 0.89 * Math.clamp(excess, 0, 1);
  }

  private Node scalar(ScalarEvent event) {
    String text = event.getValue();
    Position at = position(event);
    if (text.codePoints().anyMatch(c -> c <= 0xffff && Character.isSurrogate((char) c))) {
      problems.error(at, "", "half of a surrogate pair is no character");
      return new Node.Scalar("", "", at, Node.Origin.WRITTEN);
    }
    String tag = event.getTag().orElse("");
    if (tag.isEmpty() || tag.equals("!")) {
      return new Node.Scalar(
          event.isPlain() ? YamlScalars.resolve(text) : text, text, at, Node.Origin.WRITTEN);
    }
    return new Node.Scalar(tagged(tag, text, at), text, at, Node.Origin.WRITTEN);
  }

  private @Nullable Object tagged(String tag, String text, Position at) {
    if (!tag.startsWith(STANDARD)) {
      return text;
    }
    Object value = YamlScalars.resolve(text);
    String type = tag.substring(STANDARD.length());
    boolean fits =
        switch (type) {
          case "bool" -> value instanceof Boolean;
          case "int" -> value instanceof Long || value instanceof java.math.BigInteger;
          case "null" -> value == null;
          case "timestamp" -> value instanceof java.time.Instant;
          case "float" -> value instanceof Double || value instanceof Long;
          default -> true;
        };
    if (!fits) {
      problems.error(at, "", "cannot read `" + text + "` as !!" + type);
      return null;
    }
    return switch (type) {
      case "bool", "int", "null", "timestamp" -> value;
      case "float" -> value instanceof Long number ? (Object) number.doubleValue() : value;
      case "binary" -> binary(text, at);
      default -> text;
    };
  }

  private @Nullable Object binary(String text, Position at) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replaceAll("[\r\n]", ""));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      problems.error(at, "", "a !!binary value must be base64");
      return null;
    }
  }

  private Node sequence(SequenceStartEvent start, int depth) {
    List<Node> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new Node.Sequence(items, position(start), Node.Origin.WRITTEN);
  }

  private Node mapping(MappingStartEvent start, int depth) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    List<Node> merges = new ArrayList<>();
    Map<String, Position> written = new HashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      boolean merge = isMerge(event);
      Node key = node(event, depth + 1);
      Node value = node(events.next(), depth + 1);
      if (!(key instanceof Node.Scalar scalar)) {
        problems.error(key.position(), "", "a key must be text, not a list or a map");
        continue;
      }
      Position first = written.putIfAbsent(scalar.text(), key.position());
      if (first != null) {
        problems.setTwice(scalar.text(), key.position(), first);
      } else if (merge) {
        merges.add(value);
      } else {
        String name = YamlScalars.spelled(scalar.value(), scalar.text());
        entries.put(name, new Node.Entry(name, key.position(), value));
      }
    }
    merges.forEach(value -> merge(entries, value));
    return new Node.Mapping(List.copyOf(entries.values()), position(start), Node.Origin.WRITTEN);
  }

  private static boolean isMerge(Event event) {
    return event instanceof ScalarEvent scalar
        && scalar.getValue().equals("<<")
        && scalar.isPlain()
        && scalar
            .getTag()
            .map(tag -> tag.equals("!") || tag.equals(STANDARD + "merge"))
            .orElse(true);
  }

  /// Adds what the merge key brings; what the map says itself wins, then the earlier of several.
  private void merge(Map<String, Node.Entry> entries, Node value) {
    List<Node> maps = value instanceof Node.Sequence list ? list.items() : List.of(value);
    for (Node map : maps) {
      if (map instanceof Node.Mapping mapping) {
        mapping.entries().forEach(entry -> entries.putIfAbsent(entry.key(), merged(entry)));
      } else {
        problems.error(map.position(), "", "`<<` takes a map or a list of maps");
      }
    }
  }

  private static Node.Entry merged(Node.Entry entry) {
    Node.Origin origin = Node.Origin.merged("merged in by `<<`");
    return new Node.Entry(entry.key(), entry.at(), Nodes.from(entry.value(), origin));
  }

  private Position position(Event event) {
    Mark start = event.getStartMark().orElseThrow();
    Mark end = event.getEndMark().orElse(start);
    boolean collection = event instanceof SequenceStartEvent || event instanceof MappingStartEvent;
    int length =
        collection || end.getLine() != start.getLine() ? 1 : end.getColumn() - start.getColumn();
    return source.at(start.getLine(), start.getColumn(), length);
  }
}
