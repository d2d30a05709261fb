package io.tailrace.config;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what `--config` and `--set` name, and merges it in their order.
final class Sources {
  /// A scheme has at least two characters, so that `C:\config.yaml` is a path.
  private static final Pattern LOCATION = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  private final Environment environment;
  private final FeatureGates gates;
  private final Problems problems;

  Sources(Environment environment, FeatureGates gates, Problems problems) {
    this.environment = environment;
    this.gates = gates;
    this.problems = problems;
  }

  /// Returns everything merged.
  Node.Mapping read(List<String> configs, List<String> sets) {
    Node.Mapping merged = Nodes.empty(new Position("", 1, 1, 1));
    for (String config : configs) {
      merged = add(merged, config(config));
    }
    for (String set : sets) {
      merged = add(merged, set(set));
    }
    return merged;
  }

  private Node.Mapping add(Node.Mapping merged, Optional<Node.Mapping> next) {
    return next.map(map -> merged.entries().isEmpty() ? map : merge(merged, map)).orElse(merged);
  }

  private Node.Mapping merge(Node.Mapping merged, Node.Mapping next) {
    return Merging.merge(merged, gates.appendsLists() ? Merging.appended(merged, next) : next);
  }

  private Optional<Node.Mapping> config(String location) {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      return file(location);
    }
    String name = matcher.group(2);
    return switch (matcher.group(1)) {
      case "file" -> file(name);
      case "yaml" -> tree(new SourceText("yaml:", name));
      case "env" -> variable(name);
      case "http", "https" -> page(location);
      default ->
          unread(
              "cannot read \""
                  + location
                  + "\": the scheme must be one of file, env, yaml, http,"
                  + " https");
    };
  }

  private Optional<Node.Mapping> unread(String why) {
    problems.error(why);
    problems.incomplete();
    return Optional.empty();
  }

  private Optional<Node.Mapping> set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      problems.error("--set " + assignment + ": expected KEY.KEY=VALUE, found no `=`");
      return Optional.empty();
    }
    String key = assignment.substring(0, equals).strip().replace(".", Keys.SEPARATOR);
    String value = assignment.substring(equals + 1).strip();
    String name = "--set " + assignment.substring(0, equals);
    return tree(new SourceText(name, key + ": " + value));
  }

  private Optional<Node.Mapping> file(String path) {
    try {
      return tree(new SourceText(path, environment.files().read(path)));
    } catch (IOException | IllegalArgumentException e) {
      return unread("cannot read the file " + path + ": " + e.getMessage());
    }
  }

  private Optional<Node.Mapping> page(String address) {
    try {
      return tree(new SourceText(address, environment.web().read(address)));
    } catch (IOException | IllegalArgumentException e) {
      return unread("cannot read " + address + ": " + e.getMessage());
    }
  }

  private Optional<Node.Mapping> variable(String name) {
    String text = environment.variables().get(name);
    if (text == null) {
      return unread("the environment variable " + name + ", named by --config, is not set");
    }
    return tree(new SourceText("env:" + name, text));
  }

  private Optional<Node.Mapping> tree(SourceText source) {
    problems.source(source.name(), source.text());
    List<Node> documents = new YamlReader(problems).read(source);
    Optional<Node> chosen = new Manifests(problems).choose(source, documents);
    return chosen.flatMap(
        node -> {
          if (node instanceof Node.Mapping map) {
            return Optional.of(Merging.unfold(map));
          }
          if (!node.isNull()) {
            problems.error(
                node.position(), "", "expected a map of sections, found " + Nodes.kind(node));
          }
          return Optional.empty();
        });
  }
}
