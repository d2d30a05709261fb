package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `service.extensions`.
final class ExtensionList {
  private static final String PATH = "service::extensions";

  private final Map<ComponentId, Position> extensions;
  private final Problems problems;

  ExtensionList(Map<ComponentId, Position> extensions, Problems problems) {
    this.extensions = extensions;
    this.problems = problems;
  }

  List<ComponentId> read(List<Node> refs) {
    List<ComponentId> ids = new ArrayList<>();
    for (Node ref : refs) {
      if (!(ref instanceof Node.Scalar scalar) || scalar.value() == null) {
        problems.error(ref, PATH, "expected the id of an extension, found " + Nodes.kind(ref));
        continue;
      }
      Optional<ComponentId> id = Ids.component(scalar.text(), ref, PATH, problems);
      if (id.isEmpty()) {
        continue;
      }
      if (extensions.containsKey(id.get())) {
        if (!ids.contains(id.get())) {
          ids.add(id.get());
        }
      } else if (!problems.isIncomplete()) {
        problems.error(
            ref.position(),
            PATH,
            "references extension \"" + id.get() + "\" which is not configured",
            Suggestion.notes(
                id.get().toString(),
                extensions.keySet().stream().map(ComponentId::toString).toList(),
                "configured extensions"));
      }
    }
    return ids;
  }
}
