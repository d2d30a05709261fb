package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class YamlFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void givesATreeThatReadsAgainAsItIsOrProblemsAtTheirPlaces(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Problems problems = new Problems();
    problems.source("input", text);
    List<Node> documents = new YamlReader(problems).read(new SourceText("input", text));

    for (Problem problem : problems.all()) {
      Position at = problem.position().orElseThrow();
      assertThat(at.line()).isBetween(1, lines(text));
      assertThat(at.column()).isPositive();
    }
    assertThat(Report.text(problems.all(), false)).isNotNull();
    assertThat(Report.json(problems.all())).startsWith("[");
    if (problems.errors() == 0 && documents.size() == 1) {
      String written = EffectiveYaml.of(documents.getFirst());
      List<Node> again = new YamlReader(problems).read(new SourceText("again", written));
      assertThat(problems.all()).as(written).isEmpty();
      assertThat(again).hasSize(1);
      assertThat(EffectiveYaml.of(unescaped(again.getFirst(), problems))).isEqualTo(written);
    }
  }

  private static Node unescaped(Node node, Problems problems) {
    Environment.Reader nothing =
        name -> {
          throw new IOException("there is no " + name);
        };
    Node.Entry entry = new Node.Entry("key", node.position(), node);
    return new Expansion(new Environment(Map.of(), nothing, nothing), problems)
        .expand(new Node.Mapping(List.of(entry), node.position(), Node.Origin.WRITTEN))
        .entries()
        .getFirst()
        .value();
  }

  private static int lines(String text) {
    return 1
        + (int) text.codePoints().filter(c -> "\n\r\u0085\u2028\u2029".indexOf(c) >= 0).count();
  }
}
