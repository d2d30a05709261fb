package io.tailrace.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${env:NAME}`, `${file:PATH}` and their like by what they stand for.
///
/// Runs on the tree, never on the text of a file, so that a value cannot add keys to its
/// neighbours. An expression that is a whole value may stand for anything, a map included; within
/// a text it stands for text.
final class Expansion {
  private static final Pattern LOCATION = Pattern.compile("(?s)([A-Za-z][A-Za-z0-9+.-]+):(.*)");
  private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final int MAX_STEPS = 1000;

  /// What an include counts for: it takes more of the stack than a text does.
  private static final int NESTED = 10;

  private static final int MAX_EXPANDED = 100_000;
  private static final int MAX_LENGTH = 1 << 20;

  /// What an expression that was refused stands for, so that nobody complains a second time.
  private static final Node.Origin NOTHING = new Node.Origin("", Optional.of(""));

  private final Environment environment;
  private final Problems problems;
  private int expanded;

  Expansion(Environment environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /// Returns the tree with every expression replaced.
  Node.Mapping expand(Node.Mapping root) {
    return (Node.Mapping) expand(root, "", 0);
  }

  private Node expand(Node node, String path, int steps) {
    return switch (node) {
      case Node.Mapping map -> {
        List<Node.Entry> entries = new ArrayList<>();
        for (Node.Entry entry : map.entries()) {
          Node value = expand(entry.value(), Keys.join(path, entry.key()), steps);
          entries.add(new Node.Entry(entry.key(), entry.at(), value));
        }
        yield new Node.Mapping(entries, map.position(), map.origin());
      }
      case Node.Sequence list -> {
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
          items.add(expand(list.items().get(i), Keys.join(path, i), steps));
        }
        yield new Node.Sequence(items, list.position(), list.origin());
      }
      case Node.Scalar scalar ->
          scalar.value() instanceof String text ? text(scalar, text, path, steps) : scalar;
    };
  }

  /// An expression that stands for something.
  ///
  /// @param source what it stands for; without a name if it is no document that could be quoted
  private record Meaning(SourceText source, String note) {
    static Meaning unnamed(String text, String note) {
      return new Meaning(new SourceText("", text), note);
    }

    String text() {
      return source.text();
    }
  }

  private Node text(Node.Scalar scalar, String written, String path, int steps) {
    String text = written;
    String note = scalar.note();
    for (int step = steps; ; step++) {
      Optional<String> expression = Expressions.first(text);
      if (expression.isEmpty()) {
        return finished(scalar, text, note);
      }
      if (step >= MAX_STEPS || ++expanded > MAX_EXPANDED || text.length() > MAX_LENGTH) {
        return endless(scalar, path);
      }
      Optional<Meaning> meaning = meaning(expression.get(), scalar, path);
      if (meaning.isEmpty()) {
        return Nodes.with(Nodes.nothing(scalar.position()), NOTHING);
      }
      note = note.isEmpty() ? meaning.get().note() : note;
      if (expression.get().equals(text)) {
        Node whole = whole(meaning.get(), scalar, note);
        if (!(whole instanceof Node.Scalar single) || !(single.value() instanceof String)) {
          return whole instanceof Node.Scalar ? whole : expand(whole, path, step + NESTED);
        }
        text = meaning.get().text();
        scalar = (Node.Scalar) whole;
      } else {
        text = text.replace(expression.get(), meaning.get().text());
      }
    }
  }

  /// Gives up, once for all: what includes itself twice would otherwise be reported for ever.
  private Node endless(Node.Scalar scalar, String path) {
    if (expanded < MAX_EXPANDED * 2) {
      problems.error(scalar.position(), path, "the expression never ends: it expands to itself");
    }
    expanded = MAX_EXPANDED * 2;
    return Nodes.with(Nodes.nothing(scalar.position()), NOTHING);
  }

  private static Node finished(Node.Scalar scalar, String text, String note) {
    String plain = text.replace("$$", "$");
    Optional<String> expanded = scalar.origin().expanded().map(_ -> plain);
    return new Node.Scalar(plain, plain, scalar.position(), new Node.Origin(note, expanded));
  }

  private Node whole(Meaning meaning, Node.Scalar scalar, String note) {
    Node.Origin origin = new Node.Origin(note, Optional.of(meaning.text()));
    Position at = scalar.position();
    Node value =
        YamlReader.value(meaning.source())
            .orElseGet(() -> new Node.Scalar(meaning.text(), meaning.text(), at, origin));
    if (value instanceof Node.Scalar single) {
      return new Node.Scalar(single.value(), meaning.text(), at, origin);
    }
    if (meaning.source().name().isEmpty()) {
      return Nodes.at(value, at, origin);
    }
    problems.source(meaning.source().name(), meaning.text());
    return Nodes.with(Nodes.from(value, Node.Origin.merged(note)), origin);
  }

  private Optional<Meaning> meaning(String expression, Node.Scalar scalar, String path) {
    String body = expression.substring(2, expression.length() - 1);
    Matcher location = LOCATION.matcher(body.contains(":") ? body : "env:" + body);
    boolean matches = location.matches();
    boolean shorthand =
        body.contains(":-") && VARIABLE.matcher(body.substring(0, body.indexOf(":-"))).matches();
    if (shorthand) {
      return variable(body, scalar, path);
    }
    if (!matches) {
      return refused(scalar, path, "\"" + expression + "\" is no expression");
    }
    String name = location.group(2);
    if (name.contains("$")) {
      return refused(scalar, path, "\"" + expression + "\" must not contain another `$`");
    }
    return switch (location.group(1)) {
      case "env" -> variable(name, scalar, path);
      case "yaml" -> Optional.of(Meaning.unnamed(name, "from " + expression));
      case "file" -> read(environment.files(), name, "the file " + name, scalar, path);
      case "http", "https" -> {
        String address = location.group();
        yield read(environment.web(), address, address, scalar, path);
      }
      default ->
          refused(
              scalar,
              path,
              "unknown scheme \""
                  + location.group(1)
                  + "\" in "
                  + expression
                  + "; there are env, file, yaml, http, https");
    };
  }

  private Optional<Meaning> refused(Node.Scalar scalar, String path, String message) {
    problems.error(scalar.position(), path, message);
    return Optional.empty();
  }

  private Optional<Meaning> variable(String name, Node.Scalar scalar, String path) {
    int cut = name.indexOf(":-");
    String variable = cut < 0 ? name : name.substring(0, cut);
    if (!VARIABLE.matcher(variable).matches()) {
      return refused(
          scalar,
          path,
          "\""
              + variable
              + "\" is no name of an environment variable: letters, digits and _ only,"
              + " not starting with a digit");
    }
    String value = environment.variables().get(variable);
    String note = "from the environment variable " + variable;
    if (value == null && cut >= 0) {
      String fallback = name.substring(cut + 2);
      return Optional.of(Meaning.unnamed(fallback, "the default for " + variable));
    }
    if (value == null) {
      problems.warning(
          scalar.position(),
          path,
          "the environment variable " + variable + " is not set, so this is empty",
          List.of("set it, or give a default: ${env:" + variable + ":-value}"));
    } else if (value.isEmpty()) {
      problems.notice(
          Problem.About.OTHER,
          scalar.position(),
          path,
          "the environment variable " + variable + " is empty");
    }
    return Optional.of(Meaning.unnamed(value == null ? "" : value, note));
  }

  private Optional<Meaning> read(
      Environment.Reader reader, String name, String what, Node.Scalar scalar, String path) {
    try {
      String text = reader.read(name);
      return Optional.of(new Meaning(new SourceText(name, text), "from " + what));
    } catch (IOException | IllegalArgumentException e) {
      return refused(scalar, path, "cannot read " + what + ": " + e.getMessage());
    }
  }
}
