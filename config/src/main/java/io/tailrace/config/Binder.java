package io.tailrace.config;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns sections of the tree into the records of their options.
///
/// A value that does not fit is reported and its default taken instead, so that one pass finds
/// everything that is wrong with a section.
final class Binder {
  private static final Position DEFAULT = new Position("the default", 1, 1, 1);

  private final Problems problems;
  private final Values values;

  Binder(Problems problems) {
    this.problems = problems;
    this.values = new Values(problems);
  }

  /// Binds a section. One that is null has all defaults.
  ///
  /// @param at where the section's key stands
  <C extends Record> C bind(Class<C> type, Node node, Position at, String path) {
    return type.cast(section(Shapes.section(type), node, List.of(), new Place(at, path)));
  }

  private Record section(Shape.Section shape, Node node, List<Node.Mapping> defaults, Place place) {
    Node.Mapping map =
        switch (node) {
          case Node.Mapping mapping -> mapping;
          case Node.Scalar scalar when scalar.value() == null -> Nodes.empty(place.at());
          default -> {
            problems.error(
                node.position(),
                place.path(),
                "expected a map, found " + Nodes.kind(node),
                notes(shape, node));
            yield Nodes.empty(place.at());
          }
        };
    refuseUnknown(shape, map, place);
    return make(shape, new Given(map, defaults, place));
  }

  private static List<String> notes(Shape.Section shape, Node node) {
    List<String> notes = new ArrayList<>(Problems.origin(node));
    if (node instanceof Node.Scalar(String text, _, _, _) && text.contains(":")) {
      notes.add("a space is missing after the `:`");
    }
    notes.add("valid keys: " + String.join(", ", sorted(shape)));
    return notes;
  }

  private static List<String> sorted(Shape.Section shape) {
    return shape.names().stream().sorted().toList();
  }

  private void refuseUnknown(Shape.Section shape, Node.Mapping map, Place place) {
    Set<String> known = new HashSet<>(shape.names());
    Set<String> accepted = new HashSet<>(known);
    formerly(shape).forEach(accepted::add);
    for (Node.Entry entry : map.entries()) {
      if (!accepted.contains(entry.key())) {
        problems.error(
            entry.at(),
            place.path(),
            "unknown key \"" + entry.key() + "\"",
            Suggestion.notes(entry.key(), known, "valid keys"));
      }
    }
  }

  private static Stream<String> formerly(Shape.Section shape) {
    return shape.keys().stream()
        .flatMap(
            key ->
                key.option().inline() && key.shape() instanceof Shape.Section inner
                    ? formerly(inner)
                    : Arrays.stream(key.option().formerly()));
  }

  private Record make(Shape.Section shape, Given given) {
    int before = problems.errors();
    Object[] arguments =
        shape.keys().stream().map(key -> argument(key, given)).toArray(Object[]::new);
    Record record = construct(shape, arguments);
    if (record instanceof Validated validated && problems.errors() == before) {
      validated.validate(new SectionFindings(given, problems));
    }
    return record;
  }

  private static Record construct(Shape.Section shape, Object[] arguments) {
    try {
      return (Record) shape.maker().newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(shape.type() + " refuses its options", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(shape.type() + " cannot be made", e);
    }
  }

  private @Nullable Object argument(Shape.Key key, Given given) {
    if (key.option().inline() && key.shape() instanceof Shape.Section inner) {
      List<Node.Mapping> defaults = new ArrayList<>(given.defaults());
      written(key).ifPresent(defaults::add);
      return make(inner, new Given(given.map(), defaults, given.place()));
    }
    Optional<Node.Entry> entry = find(key, given);
    if (entry.isEmpty()) {
      return absent(key, given);
    }
    Node.Entry found = entry.get();
    Place place = given.place().below(found);
    if (found.value().isNull() && found.value().origin().expanded().isEmpty()) {
      return empty(key, found, given);
    }
    int before = problems.errors();
    Optional<Object> value = value(key, key.shape(), found.value(), place);
    if (problems.errors() == before && !isRefused(found.value())) {
      refuseNothing(key, value, found.value(), place);
    }
    return value.orElseGet(() -> byDefault(key, given));
  }

  /// Refuses a value that holds nothing where something must be, however that came about.
  private void refuseNothing(Shape.Key key, Optional<Object> value, Node node, Place place) {
    if (key.option().required() && value.equals(Optional.of(""))) {
      problems.error(node, place.path(), "\"" + key.name() + "\" must not be empty");
    }
    if (key.option().nonEmpty() && value.equals(Optional.of(List.of()))) {
      problems.error(
          node,
          place.path(),
          "\"" + key.name() + "\" must not be empty: leave it out for the default");
    }
  }

  /// Whether an expression that is reported already stands here.
  private static boolean isRefused(Node node) {
    return node.origin().expanded().isPresent() && node.note().isEmpty();
  }

  /// A key with nothing behind it: a section with all its defaults, otherwise, and for most
  /// optional sections, as if it were not there.
  private @Nullable Object empty(Shape.Key key, Node.Entry found, Given given) {
    boolean optional =
        key.shape() instanceof Shape.Maybe maybe && maybe.of() instanceof Shape.Section;
    if (optional && !key.option().onWhenEmpty()) {
      problems.warning(
          found.at(),
          Keys.join(given.place().path(), key.name()),
          "\"" + key.name() + "\" has nothing behind it, so it is off");
    }
    return key.shape() instanceof Shape.Section || (optional && key.option().onWhenEmpty())
        ? value(key, key.shape(), found.value(), given.place().below(found))
            .orElseGet(() -> byDefault(key, given))
        : absent(key, given);
  }

  private @Nullable Object absent(Shape.Key key, Given given) {
    if (key.option().required() && !problems.isIncomplete()) {
      Place place = given.place();
      problems.error(
          place.at(),
          place.path(),
          "the key \"" + key.name() + "\" is required",
          List.of(key.name() + ": " + key.option().doc()));
    }
    return byDefault(key, given);
  }

  private Optional<Node.Entry> find(Shape.Key key, Given given) {
    Optional<Node.Entry> current = given.map().entry(key.name());
    for (String old : key.option().formerly()) {
      Optional<Node.Entry> entry = given.map().entry(old);
      if (entry.isPresent()) {
        String path = Keys.join(given.place().path(), old);
        String message = "\"" + old + "\" is an old name of \"" + key.name() + "\"";
        problems.notice(Problem.About.OLD_NAME, entry.get().at(), path, message);
        current = current.or(() -> entry);
      }
    }
    if (current.isPresent() && !key.option().noEffect().isEmpty()) {
      problems.notice(
          Problem.About.NO_EFFECT,
          current.get().at(),
          Keys.join(given.place().path(), key.name()),
          "\"" + key.name() + "\" has no effect here: " + key.option().noEffect());
    }
    return current;
  }

  /// The default: what the owners of the section set, then what the option says, then the type's.
  private @Nullable Object byDefault(Shape.Key key, Given given) {
    Place place = new Place(DEFAULT, key.name());
    Optional<Node> set =
        given.defaults().stream()
            .flatMap(map -> map.entry(key.name()).stream())
            .map(Node.Entry::value)
            .findFirst();
    Shape shape = key.shape();
    if (shape instanceof Shape.Section section) {
      return section(
          section, set.orElse(Nodes.nothing(DEFAULT)), written(key).stream().toList(), place);
    }
    if (set.isPresent()) {
      return value(key, shape, set.get(), place).orElseThrow();
    }
    boolean section = shape instanceof Shape.Maybe maybe && maybe.of() instanceof Shape.Section;
    if (key.option().value().isEmpty() || section) {
      return Values.zero(shape);
    }
    Node node = asDefault(YamlReader.value(key.option().value()).orElseThrow());
    return value(key, shape, node, place)
        .orElseThrow(() -> new IllegalStateException("the default of " + key + " does not fit"));
  }

  /// The defaults that an option gives for the keys of its section.
  private static Optional<Node.Mapping> written(Shape.Key key) {
    return key.option().value().isEmpty()
        ? Optional.empty()
        : YamlReader.value(key.option().value()).map(node -> (Node.Mapping) asDefault(node));
  }

  /// Defaults are written without quotes: like an expression, they are available as text too.
  private static Node asDefault(Node node) {
    return switch (node) {
      case Node.Scalar scalar ->
          new Node.Scalar(
              scalar.value(),
              scalar.text(),
              DEFAULT,
              new Node.Origin("the default", Optional.of(scalar.text())));
      case Node.Sequence list ->
          new Node.Sequence(
              list.items().stream().map(Binder::asDefault).toList(), DEFAULT, list.origin());
      case Node.Mapping map ->
          new Node.Mapping(
              map.entries().stream()
                  .map(each -> new Node.Entry(each.key(), DEFAULT, asDefault(each.value())))
                  .toList(),
              DEFAULT,
              map.origin());
    };
  }

  private Optional<Object> value(Shape.Key key, Shape shape, Node node, Place place) {
    return switch (shape) {
      case Shape.Section section ->
          Optional.of(section(section, node, written(key).stream().toList(), place));
      case Shape.Maybe(Shape.Section section) -> Optional.of(optional(key, section, node, place));
      case Shape.Maybe(Shape of) -> maybe(key, of, node, place);
      case Shape.Many(Shape of) -> many(key, of, node, place);
      case Shape.Named(Shape of) -> named(key, of, node, place);
      default -> values.read(shape, node, place.path());
    };
  }

  /// An optional section is there when its key is, unless it says `enabled: false`.
  private Optional<Object> optional(Shape.Key key, Shape.Section section, Node node, Place place) {
    if (!(node instanceof Node.Mapping map) || section.names().contains("enabled")) {
      return value(key, section, node, place);
    }
    boolean enabled = true;
    List<Node.Entry> rest = new ArrayList<>();
    for (Node.Entry entry : map.entries()) {
      if (entry.key().equals("enabled")) {
        String path = Keys.join(place.path(), "enabled");
        enabled =
            values
                .read(new Shape.Flag(), entry.value(), path)
                .map(Boolean.class::cast)
                .orElse(true);
      } else {
        rest.add(entry);
      }
    }
    Node others = new Node.Mapping(rest, map.position(), map.origin());
    Optional<Object> value = value(key, section, others, place);
    return enabled ? value : Optional.empty();
  }

  private Optional<Object> maybe(Shape.Key key, Shape of, Node node, Place place) {
    boolean text = of instanceof Shape.Text || of instanceof Shape.Hidden;
    boolean empty = node instanceof Node.Scalar scalar && scalar.text().isEmpty();
    if (text ? empty && !key.option().emptyCounts() : node.isNull()) {
      return Optional.of(Optional.empty());
    }
    return value(key, of, node, place).map(Optional::of);
  }

  private Optional<Object> many(Shape.Key key, Shape of, Node node, Place place) {
    if (node instanceof Node.Sequence list) {
      List<Object> items = new ArrayList<>();
      for (int i = 0; i < list.items().size(); i++) {
        Node item = list.items().get(i);
        Place each = new Place(item.position(), Keys.join(place.path(), i));
        value(key, of, item, each).ifPresent(items::add);
      }
      return Optional.of(List.copyOf(items));
    }
    if (of instanceof Shape.Text && node instanceof Node.Scalar scalar && values.isText(scalar)) {
      return commas(key, of, scalar, place);
    }
    if (node.isNull()) {
      return Optional.of(List.of());
    }
    problems.error(node, place.path(), "expected a list, found " + Nodes.kind(node));
    return Optional.empty();
  }

  /// A text where a list of texts is expected is cut at its commas, as the Collector does.
  private Optional<Object> commas(Shape.Key key, Shape of, Node.Scalar scalar, Place place) {
    List<Object> items = new ArrayList<>();
    for (String part : scalar.text().isEmpty() ? new String[0] : scalar.text().split(",", -1)) {
      Node item = new Node.Scalar(part, part, scalar.position(), scalar.origin());
      value(key, of, item, place).ifPresent(items::add);
    }
    return Optional.of(List.copyOf(items));
  }

  private Optional<Object> named(Shape.Key key, Shape of, Node node, Place place) {
    Map<String, Object> entries = new LinkedHashMap<>();
    switch (node) {
      case Node.Mapping map ->
          map.entries()
              .forEach(
                  entry ->
                      value(key, of, entry.value(), place.below(entry))
                          .ifPresent(value -> entries.put(entry.key(), value)));
      case Node.Sequence list when of instanceof Shape.Hidden -> pairs(list, place, entries);
      case Node.Scalar scalar when scalar.value() == null -> {}
      default -> {
        problems.error(node, place.path(), "expected a map, found " + Nodes.kind(node));
        return Optional.empty();
      }
    }
    return Optional.of(java.util.Collections.unmodifiableMap(entries));
  }

  /// Headers may also be a list of `{name, value}`.
  private void pairs(Node.Sequence list, Place place, Map<String, Object> entries) {
    for (int i = 0; i < list.items().size(); i++) {
      Node item = list.items().get(i);
      String path = Keys.join(place.path(), i);
      Pair pair = bind(Pair.class, item, item.position(), path);
      if (entries.putIfAbsent(pair.name(), pair.value()) != null) {
        problems.error(item, path, "\"" + pair.name() + "\" is in the list already");
      }
    }
  }

  record Pair(
      @Option(required = true, doc = "The name.") String name,
      @Option(doc = "The value.") Secret value) {}
}
