package io.tailrace.config;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the secrets of bound options, for those who show or compare the text around them.
public final class Secrets {
  private Secrets() {}

  /// Returns every secret within options, in clear.
  ///
  /// @param options a bound record
  public static Set<String> in(Record options) {
    Set<String> secrets = new HashSet<>();
    collect(options, secrets);
    return secrets;
  }

  private static void collect(Object value, Set<String> secrets) {
    switch (value) {
      case Secret secret when !secret.isEmpty() -> secrets.add(secret.reveal());
      case Secret _ -> {}
      case Optional<?> optional -> optional.ifPresent(inner -> collect(inner, secrets));
      case Collection<?> items -> items.forEach(item -> collect(item, secrets));
      case Map<?, ?> map -> map.values().forEach(item -> collect(item, secrets));
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          collect(read(component, record), secrets);
        }
      }
      default -> {}
    }
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
