package io.tailrace.config;

import java.util.Optional;

/// Points at the keys of a section for the rules that its record has of its own.
record SectionFindings(Given given, Problems problems) implements Validated.Findings {
  @Override
  public void error(String key, String message) {
    problems.error(position(key), path(key), message);
  }

  @Override
  public void warning(String key, String message) {
    problems.warning(position(key), path(key), message);
  }

  @Override
  public void noEffect(String key, String why) {
    String name = path(key).substring(path(key).lastIndexOf(Keys.SEPARATOR) + 2);
    problems.notice(
        Problem.About.NO_EFFECT,
        position(key),
        path(key),
        "\"" + name + "\" has no effect here: " + why);
  }

  private String path(String key) {
    return key.isEmpty() ? given.place().path() : Keys.join(given.place().path(), key);
  }

  private Position position(String key) {
    Node node = given.map();
    Position at = given.place().at();
    for (String part : key.split(Keys.SEPARATOR, -1)) {
      Optional<Node.Entry> entry =
          node instanceof Node.Mapping map ? map.entry(part) : Optional.empty();
      if (entry.isEmpty()) {
        return at;
      }
      at = entry.get().at();
      node = entry.get().value();
    }
    return node instanceof Node.Scalar scalar && scalar.value() != null ? node.position() : at;
  }
}
