package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class ExpansionFuzzTest {
  private static final Position AT = new Position("input", 1, 1, 1);

  /// The first line is the text, the second the variable `A`, everything else the file `f`.
  @FuzzTest(maxDuration = "3m")
  void endsWithATreeOrAProblem(byte[] data) {
    String[] parts = (new String(data, StandardCharsets.UTF_8) + "\n\n").split("\n", 3);
    String text = parts[0];
    String variable = parts[1];
    String file = parts[2];
    Environment.Reader files =
        name -> {
          if (name.equals("f")) {
            return file;
          }
          throw new IOException("there is no such file");
        };
    Problems problems = new Problems();
    Expansion expansion =
        new Expansion(new Environment(Map.of("A", variable), files, files), problems);
    Node.Scalar value = new Node.Scalar(text, text, AT, Node.Origin.WRITTEN);
    Node.Mapping root =
        new Node.Mapping(List.of(new Node.Entry("key", AT, value)), AT, Node.Origin.WRITTEN);

    Node expanded = expansion.expand(root).entries().getFirst().value();

    if (!text.contains("${")) {
      assertThat(((Node.Scalar) expanded).value()).isEqualTo(text.replace("$$", "$"));
      assertThat(problems.all()).isEmpty();
    }
    if (text.equals("${env:A}") && !variable.contains("$") && !variable.isEmpty()) {
      assertThat(expanded.origin().expanded()).contains(variable);
    }
    assertThat(Report.text(problems.all(), false)).isNotNull();
  }
}
