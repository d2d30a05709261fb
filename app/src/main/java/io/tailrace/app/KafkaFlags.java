package io.tailrace.app;

import io.tailrace.config.Option;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The keys of the extension `kafka` as flags and environment variables: `--kafka.topics.prefix`
/// and `TAILRACE_KAFKA_TOPICS_PREFIX`.
///
/// Which keys there are is read from the extension's options, so that none is forgotten.
final class KafkaFlags {
  private static final String VARIABLE = "TAILRACE_KAFKA_";

  private final Map<String, Boolean> listsByKey = new LinkedHashMap<>();

  /// Creates the flags of a record of options.
  KafkaFlags(Class<? extends Record> options) {
    collect("", options);
  }

  /// Returns sources in the form `yaml:extensions::kafka::key: value`: those of the variables
  /// first, so that flags win.
  List<String> sources(Map<String, String> environment, Map<String, String> flags) {
    List<String> sources = new ArrayList<>();
    listsByKey.forEach(
        (key, list) ->
            Optional.ofNullable(environment.get(variable(key)))
                .ifPresent(value -> sources.add(source(key, value, list))));
    flags.forEach(
        (key, value) ->
            sources.add(source(key, value, listsByKey.getOrDefault(key, Boolean.FALSE))));
    return sources;
  }

  /// Returns all keys, dotted.
  List<String> keys() {
    return List.copyOf(listsByKey.keySet());
  }

  /// Returns the environment variable of a key.
  static String variable(String key) {
    return VARIABLE + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static String source(String key, String value, boolean list) {
    String yaml = list && !value.strip().startsWith("[") ? "[" + value + "]" : value;
    return "yaml:extensions::kafka::" + key.replace(".", "::") + ": " + yaml;
  }

  private void collect(String path, Class<?> options) {
    for (RecordComponent component : options.getRecordComponents()) {
      Option option = component.getAnnotation(Option.class);
      if (option != null) {
        String key = option.key().isEmpty() ? snake(component.getName()) : option.key();
        String dotted = option.inline() ? path : path.isEmpty() ? key : path + "." + key;
        Class<?> type = raw(component.getGenericType());
        if (type.isRecord() && hasOptions(type)) {
          collect(dotted, type);
        } else {
          listsByKey.put(dotted, List.class.isAssignableFrom(type));
        }
      }
    }
  }

  private static boolean hasOptions(Class<?> type) {
    return List.of(type.getRecordComponents()).stream()
        .anyMatch(component -> component.isAnnotationPresent(Option.class));
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType of when of.getRawType() == Optional.class ->
          raw(of.getActualTypeArguments()[0]);
      case ParameterizedType of -> raw(of.getRawType());
      default -> Object.class;
    };
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
