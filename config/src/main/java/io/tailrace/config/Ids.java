package io.tailrace.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the ids of components and pipelines by the Collector's rules.
final class Ids {
  private static final Pattern TYPE = Pattern.compile("[a-zA-Z][0-9a-zA-Z_]{0,62}");
  private static final Pattern NAME = Pattern.compile("[^\\p{Z}\\p{C}\\p{S}]+");
  private static final int LONGEST = 1024;

  private Ids() {}

  /// Returns the id that the text says, or reports what is wrong with it at the node.
  static Optional<ComponentId> component(String text, Node node, String path, Problems problems) {
    return component(text, node.position(), path, problems);
  }

  /// Returns the id that the text says, or reports what is wrong with it.
  static Optional<ComponentId> component(String text, Position at, String path, Problems problems) {
    int slash = text.indexOf('/');
    String type = (slash < 0 ? text : text.substring(0, slash)).strip();
    String name = slash < 0 ? "" : text.substring(slash + 1).strip();
    String wrong = "";
    if (type.isEmpty()) {
      wrong = slash < 0 ? "an id must not be empty" : "the part before / must not be empty";
    } else if (slash >= 0 && name.isEmpty()) {
      wrong = "the part after / must not be empty";
    } else if (!TYPE.matcher(type).matches()) {
      wrong = "a type starts with a letter and has letters, digits and _, at most 63";
    } else if (name.length() > LONGEST) {
      wrong = "a name has at most " + LONGEST + " characters";
    } else if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      wrong = "a name has no spaces, control characters or symbols";
    }
    if (wrong.isEmpty()) {
      return Optional.of(new ComponentId(type, name));
    }
    problems.error(at, path, "\"" + text + "\" is not an id: " + wrong);
    return Optional.empty();
  }
}
