package io.tailrace.app.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The laws of the layout, held against the compiled classes. There is no list of exemptions.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.tailrace");

  private static final List<String> COMPONENT_KINDS =
      List.of("receivers", "processors", "connectors", "exporters", "extensions");

  /// What each layer may use of the others; the layers above it in the table of the design.
  private static final Map<String, List<String>> MAY_USE =
      Map.of(
          "model", List.of(),
          "config", List.of(),
          "component", List.of("model", "config"),
          "receivers", List.of("model", "config", "component"),
          "processors", List.of("model", "config", "component"),
          "connectors", List.of("model", "config", "component"),
          "exporters", List.of("model", "config", "component"),
          "extensions", List.of("model", "config", "component"),
          "topology", List.of("model", "config", "component"),
          "broker", List.of("config"));

  @Test
  void arrowsPointDownwards() {
    MAY_USE.forEach(
        (layer, allowed) -> {
          String[] others =
              MAY_USE.keySet().stream()
                  .filter(other -> !other.equals(layer) && !allowed.contains(other))
                  .map(other -> "io.tailrace." + other + "..")
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage("io.tailrace." + layer + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others)
              .orShould()
              .dependOnClassesThat()
              .resideInAnyPackage("io.tailrace.app..", "io.tailrace.testkit..")
              .allowEmptyShould(true)
              .check(CLASSES);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"receivers", "processors", "connectors", "exporters", "extensions"})
  void noComponentKnowsAnother(String kind) {
    slices()
        .matching("io.tailrace." + kind + ".(*)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void kafkaIsKnownToFew() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.tailrace.topology..",
            "io.tailrace.broker..",
            "io.tailrace.receivers.kafka..",
            "io.tailrace.exporters.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void processorsAndConnectorsOpenNothing() {
    noClasses()
        .that()
        .resideInAnyPackage("io.tailrace.processors..", "io.tailrace.connectors..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty..", "io.grpc..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void transportsAreKnownToThoseThatOpenSockets() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tailrace.model..",
            "io.tailrace.config..",
            "io.tailrace.processors..",
            "io.tailrace.connectors..",
            "io.tailrace.topology..",
            "io.tailrace.broker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "io.grpc..", "com.linecorp.armeria..")
        .check(CLASSES);
  }

  @Test
  void namesAreConcepts() {
    classes()
        .should()
        .haveNameNotMatching(".*[.$]\\w*(Util|Utils|Helper|Helpers|Manager|Impl)(\\$.*)?")
        .andShould()
        .haveNameNotMatching(".*\\.(Abstract|Base)[A-Z]\\w*")
        .check(CLASSES);
  }

  @Test
  void noMutableStatics() {
    fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .check(CLASSES);
  }

  @Test
  void timeComesInByTheConstructor() {
    DescribedPredicate<JavaCall<?>> readsTheClock =
        DescribedPredicate.describe("reads the system's clock", ArchitectureTest::readsTheClock);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tailrace.app..")
        .should()
        .callMethodWhere(readsTheClock.forSubtype())
        .check(CLASSES);
  }

  private static boolean readsTheClock(JavaCall<?> call) {
    String owner = call.getTargetOwner().getName();
    return (owner.startsWith("java.time.") && call.getName().equals("now"))
        || (owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis"));
  }

  @Test
  void oneDoorAComponent() {
    Map<String, List<String>> doors =
        CLASSES.stream()
            .filter(type -> COMPONENT_KINDS.stream().anyMatch(kind -> isBelow(type, kind)))
            .filter(
                type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName,
                    Collectors.mapping(JavaClass::getSimpleName, Collectors.toList())));
    assertThat(doors).allSatisfy((_, types) -> assertThat(types).hasSize(1));
  }

  private static boolean isBelow(JavaClass type, String kind) {
    return type.getPackageName().startsWith("io.tailrace." + kind + ".");
  }

  @Test
  void mostTypesAreNobodyElsesBusiness() {
    List<JavaClass> types =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .toList();
    long shared =
        types.stream().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC)).count();
    assertThat(shared)
        .as("public top-level types of %d", types.size())
        .isLessThanOrEqualTo(types.size() / 2);
  }
}
