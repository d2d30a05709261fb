package io.tailrace.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes a JSON schema of configurations, for editors that complete and check as one types.
public final class JsonSchema {
  private static final String EXPRESSION = "#/$defs/expression";

  private final Map<String, Object> definitions = new TreeMap<>();

  private JsonSchema() {}

  /// Returns the schema, by draft 2020-12.
  public static String of(Catalog catalog) {
    return Json.print(new JsonSchema().schema(catalog)) + "\n";
  }

  private Map<String, Object> schema(Catalog catalog) {
    definitions.put("expression", Map.of("type", "string", "pattern", "\\$\\{"));
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      properties.put(kind.key(), components(kind, catalog));
    }
    properties.put("service", service());
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Tailrace configuration");
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    schema.put("$defs", definitions);
    return schema;
  }

  private Object components(Kind kind, Catalog catalog) {
    Map<String, Object> patterns = new TreeMap<>();
    for (Catalog.Type type : catalog.types()) {
      if (type.kind() == kind) {
        List<String> names = new ArrayList<>(type.aliases());
        names.addFirst(type.name());
        patterns.put(
            "^(" + String.join("|", names) + ")(/.+)?$", reference(Shapes.section(type.options())));
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", List.of("object", "null", "string"));
    schema.put("patternProperties", patterns);
    schema.put("additionalProperties", false);
    return schema;
  }

  private Object service() {
    Object ids = Map.of("type", "array", "items", Map.of("type", "string"));
    Object pipeline =
        object(Map.of("receivers", ids, "processors", ids, "exporters", ids), List.of());
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("telemetry", reference(Shapes.section(TelemetryOptions.class)));
    properties.put("extensions", ids);
    properties.put(
        "pipelines",
        sorted(
            Map.of(
                "type",
                "object",
                "patternProperties",
                Map.of("^(traces|metrics|logs)(/.+)?$", pipeline),
                "additionalProperties",
                false)));
    return object(properties, List.of());
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", List.of("object", "null", "string"));
    schema.put("properties", new TreeMap<>(properties));
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> sorted(Map<String, Object> map) {
    return new TreeMap<>(map);
  }

  /// Defines a record once, by its name, and refers to it.
  private Map<String, Object> reference(Shape.Section section) {
    String outer =
        section.type().getEnclosingClass() == null
            ? ""
            : section.type().getEnclosingClass().getSimpleName() + ".";
    String name =
        section.type().getPackageName().replaceFirst(".*\\.", "")
            + "."
            + outer
            + section.type().getSimpleName();
    if (definitions.putIfAbsent(name, Map.of()) == null) {
      definitions.put(name, section(section));
    }
    return Map.of("$ref", "#/$defs/" + name);
  }

  private Object section(Shape.Section section) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    keys(section, properties, required);
    properties.putIfAbsent("enabled", Map.of("type", "boolean"));
    return object(properties, required);
  }

  private void keys(Shape.Section section, Map<String, Object> properties, List<String> required) {
    for (Shape.Key key : section.keys()) {
      if (key.option().inline() && key.shape() instanceof Shape.Section inner) {
        keys(inner, properties, required);
        continue;
      }
      properties.put(key.name(), property(key));
      for (String old : key.option().formerly()) {
        properties.put(old, Map.of("deprecated", true));
      }
      if (key.option().required() && key.option().formerly().length == 0) {
        required.add(key.name());
      }
    }
  }

  private Object property(Shape.Key key) {
    Map<String, Object> schema = new LinkedHashMap<>();
    Option option = key.option();
    String noEffect =
        option.noEffect().isEmpty() ? "" : " No effect here: " + option.noEffect() + ".";
    schema.put("description", option.doc() + noEffect);
    if (!option.value().isEmpty() && !option.value().startsWith("{")) {
      schema.put("default", option.value());
    }
    schema.put(
        "anyOf", List.of(shape(key.shape()), Map.of("type", "null"), Map.of("$ref", EXPRESSION)));
    return schema;
  }

  private Map<String, Object> shape(Shape shape) {
    return switch (shape) {
      case Shape.Text text when !text.oneOf().isEmpty() -> Map.of("enum", text.oneOf());
      case Shape.Text _, Shape.Hidden _, Shape.Reference _, Shape.PipelineReference _ ->
          Map.of("type", "string");
      case Shape.Whole whole -> bounds("integer", whole.min(), whole.max(), whole.type());
      case Shape.Fraction fraction ->
          bounds("number", fraction.min(), fraction.max(), double.class);
      case Shape.Flag _ -> Map.of("type", "boolean");
      case Shape.Span _ ->
          sorted(
              Map.of(
                  "type",
                  List.of("string", "integer"),
                  "pattern",
                  "^[-+]?(0|([0-9.]+(ns|us|µs|ms|s|m|h))+)$"));
      case Shape.Choice choice ->
          Map.of("enum", choice.constants().stream().map(Shapes::word).toList());
      case Shape.Anything _ -> Map.of();
      case Shape.Maybe(Shape of) -> shape(of);
      case Shape.Many(Shape of) -> sorted(Map.of("type", "array", "items", shape(of)));
      case Shape.Named(Shape of) -> named(of);
      case Shape.Section section -> reference(section);
    };
  }

  private Map<String, Object> named(Shape of) {
    Map<String, Object> map = sorted(Map.of("type", "object", "additionalProperties", shape(of)));
    return of instanceof Shape.Hidden
        ? Map.of("anyOf", List.of(map, Map.of("type", "array")))
        : map;
  }

  private static Map<String, Object> bounds(String type, long min, long max, Class<?> of) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    if (min > (of == int.class ? Integer.MIN_VALUE : Long.MIN_VALUE)) {
      schema.put("minimum", min);
    }
    if (max < (of == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE)) {
      schema.put("maximum", max);
    }
    return schema;
  }
}
