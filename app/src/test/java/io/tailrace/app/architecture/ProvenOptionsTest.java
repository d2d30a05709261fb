package io.tailrace.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tailrace.app.Components;
import io.tailrace.config.Catalog;
import io.tailrace.config.Option;
import io.tailrace.config.Proves;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every name that a test gives in `@Proves` is an option that has an effect.
class ProvenOptionsTest {
  @Test
  void whatIsProvedExists() throws IOException {
    Set<String> unknown = new TreeSet<>(proved());
    unknown.removeAll(effective());
    assertThat(unknown).as("names in @Proves that are no option with an effect").isEmpty();
  }

  private static Set<String> effective() {
    Set<Class<?>> records = new LinkedHashSet<>();
    for (Catalog.Type type : Components.ALL.types()) {
      collect(type.options(), records);
    }
    Set<String> names = new TreeSet<>();
    for (Class<?> record : records) {
      for (RecordComponent component : record.getRecordComponents()) {
        Option option = component.getAnnotation(Option.class);
        if (option.noEffect().isEmpty()) {
          names.add(record.getSimpleName() + "." + key(component, option));
        }
      }
    }
    return names;
  }

  private static void collect(Type type, Set<Class<?>> records) {
    switch (type) {
      case ParameterizedType generic ->
          Stream.of(generic.getActualTypeArguments()).forEach(each -> collect(each, records));
      case Class<?> plain when configured(plain) && records.add(plain) -> {
        for (RecordComponent component : plain.getRecordComponents()) {
          collect(component.getGenericType(), records);
        }
      }
      default -> {}
    }
  }

  private static boolean configured(Class<?> type) {
    return type.isRecord()
        && Stream.of(type.getRecordComponents())
            .anyMatch(component -> component.isAnnotationPresent(Option.class));
  }

  private static String key(RecordComponent component, Option option) {
    return option.key().isEmpty()
        ? component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT)
        : option.key();
  }

  private static Set<String> proved() throws IOException {
    Path root = Path.of(System.getProperty("tailrace.root"));
    List<Path> tests;
    try (var modules = Files.list(root)) {
      tests =
          modules
              .map(module -> module.resolve("target/test-classes"))
              .filter(Files::isDirectory)
              .toList();
    }
    JavaClasses classes = new ClassFileImporter().importPaths(tests);
    Set<String> names = new TreeSet<>();
    classes.forEach(
        type ->
            Stream.concat(Stream.of(type), type.getMethods().stream())
                .map(CanBeAnnotated.class::cast)
                .filter(each -> each.isAnnotatedWith(Proves.class))
                .forEach(each -> names.addAll(names(each))));
    return names;
  }

  private static List<String> names(CanBeAnnotated proving) {
    return switch (proving) {
      case com.tngtech.archunit.core.domain.JavaClass type ->
          List.of(type.getAnnotationOfType(Proves.class).value());
      case com.tngtech.archunit.core.domain.JavaMethod method ->
          List.of(method.getAnnotationOfType(Proves.class).value());
      default -> List.of();
    };
  }
}
