package io.tailrace.config;

import static io.tailrace.config.Reading.read;
import static io.tailrace.config.Reading.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class YamlLimitsTest {
  @Test
  void manyAliasesOfAliasesAreRefused() {
    String laughs =
        "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
            + IntStream.range(1, 10)
                .mapToObj(i -> "a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)))
                .collect(Collectors.joining());

    assertThat(said(read(laughs))).anyMatch(each -> each.contains("excessive aliasing"));
  }

  @Test
  void anAnchorThatContainsItselfIsRefused() {
    assertThat(said(read("exporters: &a\n  debug: *a\n")))
        .anyMatch(each -> each.startsWith("2:10 error anchor \"a\" contains itself"));
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(said(read("a: " + "[".repeat(5000) + "]".repeat(5000))))
        .anyMatch(each -> each.contains("nested too deeply"));
  }

  @Test
  void anIncludeThatIncludesItselfTwiceIsRefused() {
    Loaded loaded =
        new Reading()
            .file("loop.yaml", "{a: \"${file:loop.yaml}\", b: \"${file:loop.yaml}\"}")
            .text("exporters: ${file:loop.yaml}\n");

    assertThat(said(loaded)).anyMatch(each -> each.contains("the expression never ends"));
  }
}
