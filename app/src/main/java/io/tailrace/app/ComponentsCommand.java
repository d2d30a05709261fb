package io.tailrace.app;

import io.tailrace.config.Catalog;
import io.tailrace.config.Kind;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "components",
    description = "Lists the components of this build as YAML, with the signals that they carry.",
    mixinStandardHelpOptions = true)
final class ComponentsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println("buildinfo:");
    out.println("  command: tailrace");
    out.println("  version: " + Version.product());
    for (Kind kind : Kind.values()) {
      List<Catalog.Type> types =
          Components.ALL.types().stream()
              .filter(type -> type.kind() == kind)
              .sorted(Comparator.comparing(Catalog.Type::name))
              .toList();
      out.println(types.isEmpty() ? kind.key() + ": []" : kind.key() + ":");
      types.forEach(type -> print(out, type));
    }
    return ExitCode.SUCCESS;
  }

  private static void print(PrintWriter out, Catalog.Type type) {
    out.println("  - name: " + type.name());
    if (!type.aliases().isEmpty()) {
      out.println("    aliases: [" + String.join(", ", type.aliases()) + "]");
    }
    if (!type.signals().isEmpty()) {
      out.println(
          "    signals: ["
              + type.signals().stream().sorted().collect(Collectors.joining(", "))
              + "]");
    }
  }
}
