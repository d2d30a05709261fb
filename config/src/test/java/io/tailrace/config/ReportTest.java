package io.tailrace.config;

import static io.tailrace.config.Reading.read;
import static io.tailrace.config.Reading.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final String BROKEN =
      """
      receivers:
        otlp:
          protocols:
            grpc:
           http:
      exporters:
        debug: [
        otlp_grpc:
          endpoint: "abc
          headers: {password: geheim
      processors:
        batch:
      \ttimeout: 5s
        batch/2:
          timeout:6s
      service:
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [debug]
           processors: foo: bar
      """;

  @Test
  void everyProblemIsReportedBeyondTheFirstSyntaxError() {
    assertThat(said(read(BROKEN)))
        .containsExactly(
            "5:6 error the indentation does not fit: align this line with its neighbours",
            "7:10 error the list that opens here is not closed",
            "9:15 error the quote that opens here is not closed",
            "10:14 error the map that opens here is not closed",
            "13:1 error a tab cannot indent; use spaces",
            "15:5 error expected a map, found text",
            "21:6 error the indentation does not fit: align this line with its neighbours");
  }

  @Test
  void keysSetTwiceAndUnknownAnchorsAreReportedBesideASyntaxError() {
    assertThat(
            said(
                read(
                    """
                    receivers:
                      otlp: {protocols: {grpc: }}
                      otlp:
                        protocols:
                    \tgrpc:
                    exporters:
                      debug: {verbosity: basic, verbosity: basic}
                    service:
                      pipelines:
                        traces: &t {receivers: [otlp], exporters: [debug]}
                        logs: *u
                        metrics: *t
                    """)))
        .containsExactly(
            "3:3 error the key \"otlp\" is already set on line 2",
            "5:1 error a tab cannot indent; use spaces",
            "7:29 error the key \"verbosity\" is already set on line 7",
            "11:11 error there is no anchor \"u\"");
  }

  @Test
  void whatStandsInAFileThatCannotBeReadIsNotMissing() {
    assertThat(new Reading().relayWith().problems()).isEmpty();
    assertThat(said(new Reading().configs("missing.yaml", "yaml:processors::batch::timeout: 1s")))
        .containsExactly("error cannot read the file missing.yaml: there is no such file");
  }

  @Test
  void aBackslashThatEscapesNothingIsNotAnOpenQuote() {
    assertThat(said(read("a: \"^otlp_\\$\"\nb: \"C:\\dir\"")))
        .containsExactly(
            "1:11 error within double quotes `\\` starts an escape, and this is none: write"
                + " `\\\\`, or use single quotes",
            "2:7 error within double quotes `\\` starts an escape, and this is none: write `\\\\`,"
                + " or use single quotes");
    assertThat(said(read("receivers: {otlp: {protocols: {grpc: {endpoint: \"a$\"}}}}")))
        .noneMatch(each -> each.contains("quote"));
  }

  @Test
  void whatFollowsAQuotedValueIsNamed() {
    assertThat(said(read("a: \"b\" c\nd: 'e' f")))
        .containsExactly(
            "1:8 error nothing may follow a quoted value: quote all of it, or nothing",
            "2:8 error nothing may follow a quoted value: quote all of it, or nothing");
  }

  @Test
  void aValueThatNeedsQuotesIsNamed() {
    assertThat(said(read("a: %b\nb: @c\nc: `d`")))
        .containsExactly(
            "1:4 error a value that starts with this character needs quotes",
            "2:4 error a value that starts with this character needs quotes",
            "3:4 error a value that starts with this character needs quotes");
  }

  @Test
  void theFirstLineOfABlockIsBlamedWhenItAloneStandsAtTheWrongDepth() {
    String file = "receivers:\n  otlp:\n    protocols:\n%sgrpc:\n        a: 1\n      http:\n";
    for (String indent : List.of("     ", "       ")) {
      assertThat(said(read(file.formatted(indent))))
          .first()
          .isEqualTo(
              "4:%d error the indentation does not fit: align this line with line 6"
                  .formatted(indent.length() + 1));
    }
  }

  @Test
  void aProblemIsShownWithItsLineAndCarets() {
    String text = Report.text(read("exporters:\n  debug:\n    verbositty: 1\n").problems(), false);

    assertThat(text)
        .contains(
            """
            config.yaml:3:5: error: unknown key "verbositty"
             3 |     verbositty: 1
               |     ^^^^^^^^^^
               = in exporters::debug
               = did you mean "verbosity"?
               = valid keys: verbosity
            """)
        .endsWith("2 errors, 1 warning\n");
  }

  @Test
  void coloursAreUsedWhenAskedFor() {
    Loaded loaded = read(BROKEN);

    assertThat(Report.text(loaded.problems(), true)).contains("\u001b[31merror\u001b[0m");
    assertThat(Report.text(loaded.problems(), false)).doesNotContain("\u001b");
  }

  @Test
  void machinesGetJson() {
    String json = Report.json(read("foo: 1").problems());

    assertThat(json)
        .contains(
            "\"severity\": \"error\"", "\"file\": \"config.yaml\", \"line\": 1, \"column\": 1");
    assertThat(YamlReader.value(json)).isPresent();
  }

  @Test
  void secretsOfBrokenLinesAreMasked() {
    assertThat(Report.text(read(BROKEN).problems(), false)).doesNotContain("geheim");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "headers: Bearer geheim",
        "headers: [Bearer geheim]",
        "hedaers: {authorization: geheim}",
        "headers:\n  authorization: 'geheim' x",
        "headers:\n  x-foo: geheim: b",
        "headers:\n  x-foo: @geheim",
        "headers:\n  x-foo: \"\\geheim\"",
        "headers:\n  - {name: authorization, value: geheim, extra: 1}",
        "headers:\n  - name: authorization\n    extra: geheim",
        "headers: {authorization: geheim",
        "headers: {authorization: ${env:TOKEN:-geheim}, x: 5}",
        "tls: {key_pme: geheim}",
        "tls: {key_pem: geheim, min_version: 9}",
        "tls:\n  key_pem: |\n    geheim\n   x: geheim",
        "pasword: geheim",
        "compression: http://user:geheim@host",
        "endpiont: http://user:geheim@host",
        "timeout: http://user:geheim@host",
        "ratio: http://user:geheim@host",
        "sending_queue: {queue_size: http://user:geheim@host}",
        "retry_on_failure: {enabled: http://user:geheim@host}",
        "sending_queue: {api_key: a, queue_size: geheim}",
      })
  void noExcerptShowsASecret(String options) {
    List<Problem> problems = new Reading().exporter("endpoint: a\n" + options).problems();

    assertThat(problems).isNotEmpty();
    assertThat(Report.text(problems, false)).doesNotContain("geheim");
  }

  @Test
  void aTextIsNamedWhereANumberBelongs() {
    assertThat(new Reading().exporter("endpoint: a\ntimeout: soon").problems())
        .extracting(Problem::message)
        .containsExactly("expected a duration such as 5s, 1m30s or 200ms, found text \"soon\"");
  }

  @Test
  void theVariableThatHoldsASecretIsShown() {
    assertThat(new Reading().exporter("endpoint: a\nheaders: {x: 5, y: ${env:NO}}").problems())
        .extracting(Problem::excerpt)
        .allMatch(line -> line.startsWith("    headers: *"));
    assertThat(new Reading().exporter("endpoint: a\nheaders:\n  y: ${env:NO}").problems())
        .extracting(Problem::excerpt)
        .containsExactly("      y: ${env:NO}");
  }

  @Test
  void aValueFromAVariableSaysSoAndIsNotShown() {
    Problem problem =
        new Reading()
            .variable("RATIO", "geheim")
            .exporter("endpoint: a\nratio: ${env:RATIO}")
            .problems()
            .getFirst();

    assertThat(problem.notes()).containsExactly("the value is from the environment variable RATIO");
    assertThat(Report.text(List.of(problem), false)).doesNotContain("geheim");
  }

  @Test
  void aValueFromAMergeKeySaysSo() {
    Problem problem =
        read(
                """
                exporters:
                  otlp_grpc: &base {endpoint: a, timeout: 5}
                  otlp_grpc/2: {<<: *base, endpoint: b}
                """)
            .problems()
            .stream()
            .filter(each -> each.path().equals("exporters::otlp_grpc/2::timeout"))
            .findFirst()
            .orElseThrow();

    assertThat(problem.notes()).contains("the value is merged in by `<<`");
  }
}
