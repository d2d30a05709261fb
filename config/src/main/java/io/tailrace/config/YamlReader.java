package io.tailrace.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads YAML text into trees, one for each document.
final class YamlReader {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setUseMarks(true).setCodePointLimit(64 << 20).build();
  private static final Pattern MARKER = Pattern.compile("(---|\\.\\.\\.)(\\s.*)?");

  private static final Pattern DIRECTIVE = Pattern.compile("%(YAML|TAG)\\s.*");

  private final Problems problems;

  YamlReader(Problems problems) {
    this.problems = problems;
  }

  /// Returns the documents that have content. What cannot be read is reported and left out.
  List<Node> read(SourceText source) {
    List<Node> documents = new ArrayList<>();
    for (SourceText document : split(source)) {
      try {
        document(document, problems).ifPresent(documents::add);
      } catch (YamlProblem problem) {
        problems.incomplete();
        new YamlRecovery(document, problems).recover(problem).ifPresent(documents::add);
      }
    }
    return documents;
  }

  /// Reads a single value, as `${env:NAME}` stands for one. Empty if it is not YAML.
  static Optional<Node> value(SourceText source) {
    Problems unheard = new Problems();
    try {
      Optional<Node> node = document(source, unheard);
      return unheard.errors() > 0
          ? Optional.empty()
          : Optional.of(node.orElseGet(() -> Nodes.nothing(source.start())));
    } catch (YamlProblem _) {
      return Optional.empty();
    }
  }

  /// Reads a value that stands in no file.
  static Optional<Node> value(String text) {
    return value(new SourceText("", text));
  }

  /// Reads the first document of the text; empty when there is none.
  ///
  /// @throws YamlProblem where it stops being YAML
  static Optional<Node> document(SourceText source, Problems problems) {
    StreamReader reader = new StreamReader(SETTINGS, source.text());
    try {
      Iterator<Event> events = new ParserImpl(SETTINGS, reader);
      for (Event event = events.next(); ; event = events.next()) {
        switch (event.getEventId()) {
          case StreamStart, DocumentStart, Comment -> {}
          case StreamEnd -> {
            return Optional.empty();
          }
          default -> {
            Node node = new YamlTree(source, events, problems).node(event, 0);
            // What follows the document must be YAML too.
            events.next();
            return Optional.of(node);
          }
        }
      }
    } catch (MarkedYamlEngineException e) {
      throw YamlWording.of(e, source);
    } catch (NumberFormatException _) {
      // The parser's own way to say that the text ends in the middle of an escape.
      throw new YamlProblem(
          source.at(reader.getLine(), reader.getColumn(), 1),
          "the text ends in an escape: \\x, \\u and \\U need two, four and eight hexadecimal"
              + " digits");
    } catch (ReaderException e) {
      throw new YamlProblem(source.start(), "the file has a character that YAML does not allow");
    } catch (YamlEngineException e) {
      throw new YamlProblem(source.start(), String.valueOf(e.getMessage()));
    }
  }

  /// Cuts at the markers between documents, so that one that is broken does not hide the next.
  private static List<SourceText> split(SourceText source) {
    List<SourceText> documents = new ArrayList<>();
    List<String> lines = List.of(source.text().split("\n", -1));
    List<String> part = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (MARKER.matcher(line.stripTrailing()).matches()) {
        part.add("");
        documents.add(document(source, part, i + 1));
        part.clear();
        line = "   " + line.substring(3);
      } else if (DIRECTIVE.matcher(line).matches()) {
        line = "";
      }
      part.add(line);
    }
    documents.add(document(source, part, lines.size()));
    return documents;
  }

  private static SourceText document(SourceText source, List<String> lines, int end) {
    int start = source.line() + Math.max(0, end - lines.size());
    return new SourceText(source.name(), String.join("\n", lines), start, source.column());
  }
}
