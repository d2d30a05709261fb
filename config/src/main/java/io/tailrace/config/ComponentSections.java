package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `receivers`, `processors`, `exporters`, `connectors` and `extensions`.
final class ComponentSections {
  private final Catalog catalog;
  private final Problems problems;
  private final Binder binder;
  private final UnknownTypes unknown;

  ComponentSections(Catalog catalog, Node.Mapping root, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
    this.binder = new Binder(problems);
    this.unknown = new UnknownTypes(catalog, root, problems);
  }

  FoundComponents read(Node.Mapping root) {
    FoundComponents found = new FoundComponents();
    for (Kind kind : Kind.values()) {
      root.entry(kind.key()).ifPresent(entry -> section(kind, entry, found));
    }
    return found;
  }

  private void section(Kind kind, Node.Entry section, FoundComponents found) {
    switch (section.value()) {
      case Node.Mapping map -> map.entries().forEach(entry -> component(kind, entry, found));
      case Node.Scalar scalar when scalar.value() == null -> {}
      default ->
          problems.error(
              section.value(),
              kind.key(),
              "expected a map from ids to options, found " + Nodes.kind(section.value()));
    }
  }

  private void component(Kind kind, Node.Entry entry, FoundComponents found) {
    Optional<ComponentId> id = Ids.component(entry.key(), entry.at(), kind.key(), problems);
    if (id.isEmpty()) {
      return;
    }
    String path = Keys.join(kind.key(), id.get().toString());
    Position before = found.places(kind).putIfAbsent(id.get(), entry.at());
    if (before != null) {
      problems.error(
          entry.at(), path, "the id \"" + id.get() + "\" is already on line " + before.line());
      return;
    }
    Optional<Catalog.Type> type = catalog.find(kind, id.get().type());
    if (type.isEmpty()) {
      unknown.report(kind, id.get(), entry.at());
      return;
    }
    Catalog.Type known = type.get();
    if (!known.name().equals(id.get().type())) {
      problems.notice(
          Problem.About.OLD_NAME,
          entry.at(),
          path,
          "\"" + id.get().type() + "\" is an old name of \"" + known.name() + "\"; both work");
    }
    Record options = binder.bind(known.options(), entry.value(), entry.at(), path);
    found
        .bound(kind)
        .put(
            id.get(),
            new Configuration.Configured(kind, id.get(), known.name(), options, entry.value()));
  }

  /// The names of the types of a kind, newest spellings only.
  static List<String> names(Catalog catalog, Kind kind) {
    List<String> names = new ArrayList<>();
    catalog.types().stream()
        .filter(type -> type.kind() == kind)
        .forEach(type -> names.add(type.name()));
    return names;
  }
}
