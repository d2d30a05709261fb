package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Compares with what go-yaml v3 reads. `src/test/go/goldens` prints `expected.jsonl`.
class GoYamlTest {
  private static final String ESCAPE = "YAML 1.2 and JSON have the escape \\/";
  private static final String QUESTION = "a ? within [] or {} starts a key in YAML 1.1 only";
  private static final String COLON = "a colon before ] or } ends a key, as in YAML 1.2";
  private static final String LENIENT = "read, so that no file is refused for a marker alone";
  private static final String LAST_LINE = "a block's last line ends with a line break";

  /// What is read otherwise, and why.
  private static final Map<String, String> DIFFERENT =
      Map.ofEntries(
          Map.entry("\"\\/\"", ESCAPE),
          Map.entry("\"\\/\": 1", ESCAPE),
          Map.entry("- \"\\/\"", ESCAPE),
          Map.entry("[\"\\/\"]", ESCAPE),
          Map.entry("a: \"\\/\"", ESCAPE),
          Map.entry("{a: \"\\/\"}", ESCAPE),
          Map.entry("[?a]", QUESTION),
          Map.entry("[a?]", QUESTION),
          Map.entry("{a: ?a}", QUESTION),
          Map.entry("{a: ?}", QUESTION),
          Map.entry("{a: a?}", QUESTION),
          Map.entry("[a:]", COLON),
          Map.entry("{a: a:}", COLON),
          Map.entry("[-]", "a lone - within [] is refused, as in YAML 1.2"),
          Map.entry("%YAML 1.2␤---␤a: 1", "go-yaml refuses the version that it mostly follows"),
          Map.entry("--- a: 1", LENIENT),
          Map.entry("---␤---␤a: 1", "an empty first document is skipped"),
          Map.entry("...␤a: 1", LENIENT),
          Map.entry("...", LENIENT),
          Map.entry(
              "a: \"\\t\\n\\r\\0\\a\\b\\v\\f\\e\\\"\\\\\\N\\_\\L\\P\\x41\\u0041\\U00000041\"",
              "the parser refuses control characters, escaped or not"),
          Map.entry("a: | # comment␤  x", LAST_LINE),
          Map.entry("a: |␤  # no comment␤  x", LAST_LINE));

  @Test
  void readsEveryLineAsGoYamlDoes() throws IOException {
    List<String> inputs = lines("inputs.txt");
    List<String> expected = lines("expected.jsonl");
    List<String> different = new ArrayList<>();
    Set<String> unlike = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      String actual = read(inputs.get(i).replace('␤', '\n'));
      if (!actual.equals(expected.get(i)) && !unlike.add(inputs.get(i))) {
        continue;
      }
      if (!actual.equals(expected.get(i)) && !DIFFERENT.containsKey(inputs.get(i))) {
        different.add(inputs.get(i) + "   go: " + expected.get(i) + "   here: " + actual);
      }
    }

    assertThat(inputs).hasSameSizeAs(expected).hasSizeGreaterThan(1500);
    assertThat(different).isEmpty();
    assertThat(unlike).isEqualTo(DIFFERENT.keySet());
  }

  private static String read(String text) {
    Problems problems = new Problems();
    List<Node> documents = new YamlReader(problems).read(new SourceText("input", text));
    if (problems.errors() > 0) {
      return "[\"error\"]";
    }
    return documents.isEmpty() ? "[\"null\"]" : json(documents.getFirst());
  }

  private static String json(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar.value(), scalar.text());
      case Node.Sequence list ->
          list.items().stream()
              .map(GoYamlTest::json)
              .collect(Collectors.joining(",", "[\"seq\",[", "]]"));
      case Node.Mapping map -> {
        TreeMap<String, String> entries = new TreeMap<>();
        map.entries().forEach(entry -> entries.put(entry.key(), json(entry.value())));
        yield entries.entrySet().stream()
            .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
            .collect(Collectors.joining(",", "[\"map\",{", "}]"));
      }
    };
  }

  private static String scalar(@Nullable Object value, String text) {
    return switch (value) {
      case null -> "[\"null\"]";
      case Boolean flag -> "[\"bool\"," + flag + "]";
      case Long number -> "[\"int\",\"" + number + "\"]";
      case BigInteger number -> "[\"int\",\"" + number + "\"]";
      case Double number -> "[\"float\",\"" + bits(number) + "\"]";
      case Instant time ->
          "[\"time\",\"" + time.toString().replaceAll("(\\.\\d*?)0+Z", "$1Z") + "\"]";
      default -> "[\"str\"," + quoted(value.toString()) + "]";
    };
  }

  private static String bits(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    return Long.toHexString(Double.doubleToLongBits(number));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                  if (c < ' ' || c == 0x2028 || c == 0x2029) {
                    out.append(String.format("\\u%04x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  private static List<String> lines(String name) throws IOException {
    try (var in = GoYamlTest.class.getResourceAsStream("/goyaml/" + name)) {
      return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
    }
  }
}
