package io.tailrace.app.architecture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tailrace.app.Components;
import io.tailrace.config.KnownKey;
import io.tailrace.config.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests and options know each other: every option that has an effect is named in a `@Proves`, and
/// every name there is such an option.
class ProvenOptionsTest {
  private static final Set<KnownKey> KEYS = KnownKey.of(Components.ALL);
  private static Set<String> proved = Set.of();

  @BeforeAll
  static void findWhatTestsProve() throws IOException {
    proved = proved();
  }

  @Test
  void whatIsProvedExists() {
    Set<String> unknown = new TreeSet<>(proved);
    unknown.removeAll(names(KnownKey.Kind.EFFECTIVE));
    unknown.removeAll(names(KnownKey.Kind.SECTION));
    assertThat(unknown).as("names in @Proves that are no option with an effect").isEmpty();
  }

  @Test
  void everyOptionIsProved() {
    Set<String> unproved = names(KnownKey.Kind.EFFECTIVE);
    unproved.removeAll(proved);
    assertThat(unproved).as("options with an effect that no test shows").isEmpty();
  }

  @Test
  void noTwoOptionsHaveTheSameName() {
    assertThat(KEYS.stream().collect(groupingBy(KnownKey::name, mapping(KnownKey::owner, toSet()))))
        .allSatisfy((name, owners) -> assertThat(owners).as(name).hasSize(1));
  }

  private static Set<String> names(KnownKey.Kind kind) {
    return KEYS.stream()
        .filter(key -> key.kind() == kind)
        .map(KnownKey::name)
        .collect(toCollection(TreeSet::new));
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
