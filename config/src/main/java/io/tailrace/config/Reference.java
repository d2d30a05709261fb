package io.tailrace.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Writes the reference of all options, from their annotations.
public final class Reference {
  private final StringBuilder out = new StringBuilder();

  private Reference() {}

  /// Returns the reference as Markdown: a section for each component, a row for each key.
  public static String markdown(Catalog catalog) {
    Reference reference = new Reference();
    reference.out.append(
        """
        # Configuration reference

        Every component and every key that a configuration may have. Generated from the code, so
        that it is never behind. Keys that stand in a section are written `section::key`. A key with
        a default may be left out; a section marked *optional* is off until something stands below
        its key, or `{}` behind it. Where it says *on when empty*, the key alone turns it on.

        """);
    for (Kind kind : Kind.values()) {
      reference.kind(kind, catalog);
    }
    reference.service();
    return reference.out.toString().stripTrailing() + "\n";
  }

  private void kind(Kind kind, Catalog catalog) {
    List<Catalog.Type> types =
        catalog.types().stream()
            .filter(type -> type.kind() == kind)
            .sorted(Comparator.comparing(Catalog.Type::name))
            .toList();
    if (types.isEmpty()) {
      return;
    }
    String title = kind.key().substring(0, 1).toUpperCase(Locale.ROOT) + kind.key().substring(1);
    out.append("## ").append(title).append("\n\n");
    types.forEach(this::type);
  }

  private void type(Catalog.Type type) {
    out.append("### ").append(type.kind().word()).append(" `").append(type.name()).append("`\n\n");
    List<String> facts = new ArrayList<>();
    if (!type.signals().isEmpty()) {
      facts.add("Carries " + String.join(", ", type.signals().stream().sorted().toList()) + ".");
    }
    if (!type.aliases().isEmpty()) {
      facts.add("Also read as `" + String.join("`, `", type.aliases()) + "`.");
    }
    if (!facts.isEmpty()) {
      out.append(String.join(" ", facts)).append("\n\n");
    }
    table(Shapes.section(type.options()));
  }

  private void service() {
    out.append("## Service\n\n### `service::telemetry`\n\n");
    table(Shapes.section(TelemetryOptions.class));
  }

  private void table(Shape.Section section) {
    if (section.keys().isEmpty()) {
      out.append("No options.\n\n");
      return;
    }
    out.append("| key | type | default | meaning |\n|---|---|---|---|\n");
    rows(section, "", Map.of());
    out.append('\n');
  }

  private void rows(Shape.Section section, String path, Map<String, String> defaults) {
    for (Shape.Key key : section.keys()) {
      String name = Keys.join(path, key.name());
      if (key.option().inline() && key.shape() instanceof Shape.Section inner) {
        rows(inner, path, merged(defaults, key));
        continue;
      }
      row(key, name, defaults);
      below(key.shape())
          .ifPresent(inner -> rows(inner.section(), name + inner.suffix(), merged(Map.of(), key)));
    }
  }

  private static Map<String, String> merged(Map<String, String> defaults, Shape.Key key) {
    Map<String, String> all = new java.util.HashMap<>();
    YamlReader.value(key.option().value())
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .ifPresent(
            map -> map.entries().forEach(each -> all.put(each.key(), written(each.value()))));
    all.putAll(defaults);
    return all;
  }

  private static String written(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text();
      case Node.Sequence list ->
          "[" + String.join(", ", list.items().stream().map(Reference::written).toList()) + "]";
      case Node.Mapping _ -> "";
    };
  }

  private void row(Shape.Key key, String name, Map<String, String> defaults) {
    Option option = key.option();
    boolean section = below(key.shape()).isPresent();
    String fallback = defaults.getOrDefault(key.name(), section ? "" : option.value());
    String meaning = option.doc();
    if (!option.noEffect().isEmpty()) {
      meaning += " **No effect here:** " + option.noEffect() + ".";
    }
    if (option.formerly().length > 0) {
      meaning += " Also read as `" + String.join("`, `", option.formerly()) + "`.";
    }
    cell("`" + name + "`");
    cell(type(key.shape()) + (option.onWhenEmpty() ? ", on when empty" : ""));
    cell(option.required() ? "**required**" : fallback.isEmpty() ? "" : "`" + fallback + "`");
    cell(meaning);
    out.append("|\n");
  }

  private void cell(String text) {
    out.append("| ").append(text.replace("|", "\\|").replace("\n", " ")).append(' ');
  }

  /// A section below a key, and how its keys are reached: through an index or a name of choice.
  private record Below(Shape.Section section, String suffix) {}

  private static Optional<Below> below(Shape shape) {
    return switch (shape) {
      case Shape.Section section -> Optional.of(new Below(section, ""));
      case Shape.Maybe(Shape of) -> below(of);
      case Shape.Many(Shape of) ->
          below(of).map(each -> new Below(each.section(), "[]" + each.suffix()));
      case Shape.Named(Shape of) ->
          below(of).map(each -> new Below(each.section(), "::NAME" + each.suffix()));
      default -> Optional.empty();
    };
  }

  private static String type(Shape shape) {
    return switch (shape) {
      case Shape.Text text when !text.oneOf().isEmpty() -> words(text.oneOf());
      case Shape.Text _ -> "text";
      case Shape.Hidden _ -> "secret";
      case Shape.Whole _ -> "whole number";
      case Shape.Fraction _ -> "number";
      case Shape.Flag _ -> "true or false";
      case Shape.Span _ -> "duration";
      case Shape.Choice choice -> words(choice.constants().stream().map(Shapes::word).toList());
      case Shape.Reference _ -> "id of an extension";
      case Shape.PipelineReference _ -> "id of a pipeline";
      case Shape.Anything _ -> "anything";
      case Shape.Maybe(Shape.Section _) -> "optional section";
      case Shape.Maybe(Shape of) -> type(of);
      case Shape.Many(Shape of) -> "list of " + type(of);
      case Shape.Named(Shape of) -> "map to " + type(of);
      case Shape.Section _ -> "section";
    };
  }

  private static String words(List<String> words) {
    return "`" + String.join("`, `", words) + "`";
  }
}
