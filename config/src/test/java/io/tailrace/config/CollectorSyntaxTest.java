package io.tailrace.config;

import static io.tailrace.config.Reading.RELAY;
import static io.tailrace.config.Reading.client;
import static io.tailrace.config.Reading.otlp;
import static io.tailrace.config.Reading.read;
import static io.tailrace.config.Reading.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Collector's rules of configuration, one test for each.
class CollectorSyntaxTest {
  @Test
  void topLevelKeysAreKnownAndSoIsEveryOther() {
    Loaded loaded =
        read(
            RELAY
                .replace("exporters:\n  otlp", "reciever: {}\nexporters:\n  otlp")
                .replace("grpc:\nexp", "grpc: {endpont: a}\nexp")
                .replace("service:", "service:\n  pipeline: {}"));

    assertThat(said(loaded))
        .contains("5:1 error unknown key \"reciever\"", "10:3 error unknown key \"pipeline\"");
    assertThat(loaded.problems().getFirst().notes())
        .containsExactly(
            "did you mean \"receivers\"?",
            "valid keys: connectors, exporters, extensions, processors, receivers, service");
  }

  @Test
  void unknownKeysOfComponentsAreRefusedAtEveryLevel() {
    Loaded loaded =
        new Reading().exporter("endpoint: a:1\nretry_on_failure: {inital_interval: 1s}");

    assertThat(said(loaded)).containsExactly("8:24 error unknown key \"inital_interval\"");
    assertThat(loaded.problems().getFirst().path())
        .isEqualTo("exporters::otlp_grpc::retry_on_failure");
    assertThat(loaded.problems().getFirst().notes()).contains("did you mean \"initial_interval\"?");
  }

  @Test
  void idsAreTypeAndNameTrimmed() {
    Loaded loaded =
        read(
            RELAY
                .replace("  otlp_grpc:", "  \" otlp_grpc / 2 \":")
                .replace("[otlp_grpc]", "[otlp_grpc/2]"));

    assertThat(loaded.configuration().orElseThrow().components().get(Kind.EXPORTER))
        .containsOnlyKeys(new ComponentId("otlp_grpc", "2"));
  }

  @Test
  void idsWithAnEmptyHalfOrOddCharactersAreRefused() {
    for (String id : List.of("otlp/", "/a", "\"\"", "1otlp", "otlp-x", "otlp/a b", "otlp/a+b")) {
      Loaded loaded = read(RELAY.replace("  otlp_grpc:", "  " + id + ":"));

      assertThat(said(loaded)).as(id).anyMatch(each -> each.contains("is not an id"));
    }
    assertThat(
            read(RELAY.replace("  otlp_grpc:", "  otlp_grpc/" + "x".repeat(1024) + ":")).problems())
        .noneMatch(each -> each.message().contains("is not an id"));
    assertThat(said(read(RELAY.replace("  otlp_grpc:", "  otlp_grpc/" + "x".repeat(1025) + ":"))))
        .anyMatch(each -> each.contains("at most 1024 characters"));
  }

  @Test
  void idsThatAreTheSameAfterTrimmingAreRefused() {
    assertThat(
            said(
                read(
                    RELAY.replace(
                        "  otlp_grpc:", "  \"otlp_grpc \": {endpoint: a}\n  otlp_grpc:"))))
        .contains("7:3 error the id \"otlp_grpc\" is already on line 6");
  }

  @Test
  void pipelinesAreOfASignal() {
    assertThat(said(read(RELAY.replace("traces:", "tracs/x:"))))
        .contains("10:5 error unknown signal \"tracs\"");
    assertThat(said(read(RELAY.replace("traces:", "profiles:"))))
        .contains("10:5 error profiles are not carried");
    assertThat(read(RELAY.replace("traces:", "logs/any_name:")).configuration()).isPresent();
  }

  @Test
  void thereIsAtLeastOnePipeline() {
    String none = RELAY.substring(0, RELAY.indexOf("    traces"));
    assertThat(said(read(none))).contains("9:3 error there must be at least one pipeline");
    assertThat(said(read(none.replace("  pipelines:\n", "  extensions: []\n"))))
        .contains("8:1 error there must be at least one pipeline");
    assertThat(said(read(none.replace("service:\n  pipelines:\n", ""))))
        .contains("1:1 error the section \"service\" is missing");
  }

  @Test
  void aPipelineHasAReceiverAndAnExporter() {
    assertThat(said(read(RELAY.replace("      receivers: [otlp]\n", ""))))
        .contains("10:5 error a pipeline needs at least one receiver");
    assertThat(said(read(RELAY.replace("exporters: [otlp_grpc]", "exporters: []"))))
        .contains("10:5 error a pipeline needs at least one exporter");
  }

  @Test
  void noProcessorIsTwiceInAPipeline() {
    String batch = RELAY.replace("exporters:\n  o", "processors: {batch: }\nexporters:\n  o");

    assertThat(said(read(batch.replace("[otlp]", "[otlp]\n      processors: [batch, batch]"))))
        .containsExactly("13:27 error references processor \"batch\" multiple times");
  }

  @Test
  void referencesMustBeConfigured() {
    Loaded loaded = read(RELAY.replace("[otlp_grpc]", "[otlp_grpc, otlp_gprc/2]"));

    assertThat(said(loaded))
        .containsExactly("12:30 error references exporter \"otlp_gprc/2\" which is not configured");
    assertThat(loaded.problems().getFirst().path())
        .isEqualTo("service::pipelines::traces::exporters");
  }

  @Test
  void whatIsConfiguredButUnusedIsWarnedAbout() {
    Loaded loaded = read(RELAY.replace("exporters:\n  o", "exporters:\n  debug: \n  o"));

    assertThat(said(loaded))
        .containsExactly(
            "6:3 warning the exporter \"debug\" is in no pipeline, so it is not started");
    assertThat(loaded.configuration()).isPresent();
  }

  private static final String FORWARD =
      RELAY
              .replace("service:", "connectors:\n  forward:\nservice:")
              .replace("exporters: [otlp_grpc]", "exporters: [forward]")
          + "    traces/2:\n      receivers: [forward]\n      exporters: [otlp_grpc]\n";

  @Test
  void aConnectorIsExporterOfOnePipelineAndReceiverOfAnother() {
    assertThat(read(FORWARD).problems()).isEmpty();
    assertThat(said(read(FORWARD.replace("receivers: [forward]", "receivers: [otlp]"))))
        .contains(
            "9:3 error the connector \"forward\" is an exporter of traces pipelines,"
                + " but a receiver of none");
  }

  @Test
  void aConnectorCarriesOnlyWhatItCanMake() {
    assertThat(said(read(FORWARD.replace("traces/2:", "metrics:"))))
        .containsExactly(
            "9:3 error the connector \"forward\" is an exporter of traces pipelines,"
                + " but a receiver of no traces pipeline",
            "9:3 error the connector \"forward\" is a receiver of metrics pipelines,"
                + " but an exporter of no metrics pipeline");
    String count = FORWARD.replace("forward", "count");
    assertThat(read(count.replace("traces/2:", "metrics:")).problems()).isEmpty();
    assertThat(said(read(count)))
        .contains("16:19 error the connector \"count\" does not carry traces");
  }

  @Test
  void connectorsThatFormACycleAreRefused() {
    assertThat(said(read(FORWARD.replace("exporters: [otlp_grpc]", "exporters: [forward]"))))
        .anyMatch(each -> each.contains("feeds itself through connectors"));
  }

  @Test
  void anIdThatIsConnectorAndExporterIsAmbiguous() {
    assertThat(said(read(FORWARD.replace("  forward:", "  otlp_grpc:"))))
        .anyMatch(each -> each.startsWith("9:3 error ambiguous id"));
  }

  @Test
  void extensionsThatOptionsNameMustBeListed() {
    String guarded =
        """
        receivers:
          zipkin: {auth: {authenticator: basicauth/a}, storage: health_check}
          otlp: {protocols: {grpc: }}
        exporters: {debug: }
        extensions: {basicauth/a: , health_check: }
        service:
          extensions: [basicauth/a, health_check]
          pipelines: {traces: {receivers: [zipkin], exporters: [debug]}}
        """;
    assertThat(read(guarded).configuration()).isPresent();
    String unlisted = guarded.replace("[basicauth/a, health_check]", "[health_check]");
    assertThat(said(read(unlisted)))
        .contains(
            "2:34 error the extension \"basicauth/a\" is not listed in service::extensions, so it"
                + " is not started");
    String unused = unlisted.replace("receivers: [zipkin]", "receivers: [otlp]");
    assertThat(read(unused).configuration()).as("nobody starts it").isPresent();
    Loaded misspelt = read(guarded.replace("storage: health_check", "storage: health_chekc"));
    assertThat(said(misspelt))
        .contains("2:57 error references extension \"health_chekc\" which is not configured");
    assertThat(misspelt.problems().toString()).contains("did you mean \"health_check\"?");
  }

  @Test
  void pipelinesThatOptionsNameMustBeThere() {
    String publishing =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {debug: }
        extensions:
          kafka:
            topics:
              publish: [traces/checkout, traces]
        service:
          pipelines:
            traces: {receivers: [otlp], exporters: [debug]}
            traces/checkout: {receivers: [otlp], exporters: [debug]}
        """;
    assertThat(read(publishing).configuration()).isPresent();
    Loaded misspelt = read(publishing.replace("[traces/checkout", "[traces/chekcout"));
    assertThat(said(misspelt))
        .containsExactly(
            "6:17 error references pipeline \"traces/chekcout\" which is not configured");
    assertThat(misspelt.problems().toString())
        .contains("did you mean \"traces/checkout\"?", "pipelines: traces, traces/checkout");
    assertThat(said(read(publishing.replace("[traces/checkout", "[traces/"))))
        .anyMatch(each -> each.contains("\"traces/\" is not an id"));
  }

  @Test
  void extensionsMustBeListedToRunInTheirOrder() {
    String two = RELAY.replace("service:", "extensions: {health_check: , basicauth: }\nservice:");
    Loaded unlisted = read(two);
    Loaded listed =
        read(two.replace("service:", "service:\n  extensions: [basicauth, health_check]"));

    assertThat(unlisted.configuration().orElseThrow().extensions()).isEmpty();
    assertThat(said(unlisted))
        .allMatch(each -> each.contains("is not listed in service::extensions"));
    assertThat(listed.configuration().orElseThrow().extensions())
        .containsExactly(ComponentId.of("basicauth"), ComponentId.of("health_check"));
    assertThat(said(read(RELAY.replace("service:", "service:\n  extensions: [pprof]"))))
        .contains("9:16 error references extension \"pprof\" which is not configured");
  }

  @Test
  void locationsAreFilesVariablesYamlAndWebPages() {
    Reading reading =
        new Reading()
            .file("relay.yaml", RELAY)
            .file("http://x/relay", RELAY)
            .file("https://x/relay", RELAY)
            .variable("RELAY", RELAY);
    for (String config :
        List.of(
            "relay.yaml",
            "file:relay.yaml",
            "env:RELAY",
            "yaml:" + RELAY,
            "http://x/relay",
            "https://x/relay")) {
      assertThat(reading.configs(config).problems()).as(config).isEmpty();
    }
    assertThat(said(reading.configs("s3://bucket")))
        .first()
        .asString()
        .contains("the scheme must be one of file, env, yaml, http, https");
    assertThat(said(reading.configs("missing.yaml")))
        .containsExactly("error cannot read the file missing.yaml: there is no such file");
  }

  @Test
  void expressionsAreReplacedRecursively() {
    Reading reading =
        new Reading()
            .variable("HOST", "${env:NAME}")
            .variable("NAME", "tempo")
            .variable("E", "HOST");

    assertThat(client(reading.exporter("endpoint: ${env:HOST}:4317")).endpoint())
        .isEqualTo("tempo:4317");
    assertThat(client(reading.exporter("endpoint: ${HOST}")).endpoint()).isEqualTo("tempo");
    assertThat(client(reading.exporter("endpoint: ${env:${env:E}}")).endpoint()).isEqualTo("tempo");
  }

  @Test
  void expressionsWithoutEndAreRefused() {
    assertThat(said(new Reading().variable("A", "x${env:A}").exporter("endpoint: ${env:A}")))
        .containsExactly("7:15 error the expression never ends: it expands to itself");
  }

  @Test
  void twoDollarsAreOne() {
    Reading reading = new Reading().variable("A", "x");

    assertThat(client(reading.exporter("endpoint: $${env:A}")).endpoint()).isEqualTo("${env:A}");
    assertThat(client(reading.exporter("endpoint: $A")).endpoint()).isEqualTo("$A");
    assertThat(client(reading.exporter("endpoint: a$$b")).endpoint()).isEqualTo("a$b");
    assertThat(client(reading.exporter("endpoint: $$${env:A}")).endpoint()).isEqualTo("$x");
  }

  @Test
  void aVariableMayHaveADefault() {
    assertThat(client(new Reading().exporter("endpoint: ${env:A:-b:1}")).endpoint())
        .isEqualTo("b:1");
    assertThat(client(new Reading().exporter("endpoint: ${A:-b}:1")).endpoint()).isEqualTo("b:1");
    assertThat(
            client(new Reading().exporter("endpoint: a\nheaders: {x: \"${env:A:-}\"}"))
                .headers()
                .get("x")
                .reveal())
        .isEmpty();
    assertThat(
            client(new Reading().variable("A", "c").exporter("endpoint: ${env:A:-b}")).endpoint())
        .isEqualTo("c");
  }

  @Test
  void anUnsetVariableIsNothingAndWarnedAbout() {
    Loaded loaded = new Reading().exporter("endpoint: a\ntimeout: ${env:NO}\nratio: ${env:NO}");

    assertThat(said(loaded))
        .containsExactly(
            "8:14 warning the environment variable NO is not set, so this is empty",
            "9:12 warning the environment variable NO is not set, so this is empty");
    assertThat(client(loaded).timeout()).isZero();
    assertThat(client(loaded).ratio()).isZero();
  }

  @Test
  void whatIsRequiredMustNotBeEmpty() {
    assertThat(said(new Reading().exporter("endpoint: \"\"")))
        .containsExactly("7:15 error \"endpoint\" must not be empty");
    assertThat(said(new Reading().exporter("endpoint: ${env:NO}")))
        .contains("7:15 error \"endpoint\" must not be empty");
    assertThat(said(new Reading().exporter("timeout: 1s")))
        .containsExactly("6:3 error the key \"endpoint\" is required");
  }

  @Test
  void anEmptyVariableIsNoticed() {
    assertThat(said(new Reading().variable("A", "").exporter("endpoint: \"a${env:A}\"")))
        .containsExactly("7:15 notice the environment variable A is empty");
  }

  @Test
  void namesOfVariablesAreChecked() {
    assertThat(said(new Reading().exporter("endpoint: ${env:1A}")))
        .first()
        .asString()
        .startsWith("7:15 error \"1A\" is no name of an environment variable");
  }

  @Test
  void anExpressionIsTypedAsYamlAndKeptAsText() {
    Reading reading =
        new Reading().variable("N", "0123").variable("B", "true").variable("L", "[a, b]");
    String batch =
        RELAY.replace(
            "exporters:\n  o", "processors: {batch: {send_batch_size: $}}\nexporters:\n  o");
    String used = batch.replace("[otlp]", "[otlp]\n      processors: [batch]");

    assertThat(client(reading.exporter("endpoint: ${env:N}")).endpoint()).isEqualTo("0123");
    assertThat(client(reading.exporter("endpoint: ${env:L}")).endpoint()).isEqualTo("[a, b]");
    assertThat(
            ((TestCatalog.Batch)
                    Reading.options(
                        reading.text(used.replace("$", "\"${env:N}\"")), Kind.PROCESSOR, "batch"))
                .sendBatchSize())
        .isEqualTo(83);
    assertThat(
            client(reading.exporter("endpoint: a\nretry_on_failure: {enabled: \"${env:B}\"}"))
                .retryOnFailure()
                .enabled())
        .isTrue();
    assertThat(said(reading.exporter("endpoint: a\nratio: ${env:N}${env:N}")))
        .containsExactly("8:12 error expected a number, found text");
  }

  @Test
  void nothingIsCast() {
    assertThat(said(new Reading().exporter("endpoint: 4317")))
        .containsExactly("7:15 error expected text, found a whole number");
    assertThat(said(new Reading().exporter("endpoint: a\nratio: \"1\"")))
        .containsExactly("8:12 error expected a number, found text \"1\"");
    assertThat(said(new Reading().exporter("endpoint: a\nretry_on_failure: {enabled: 1}")))
        .containsExactly("8:33 error expected true or false, found a whole number");
    assertThat(said(new Reading().exporter("endpoint: a\nretry_on_failure: {enabled: yes}")))
        .containsExactly("8:33 error expected true or false, found text \"yes\"");
  }

  @Test
  void aWholeMapMayComeFromAFile() {
    Reading reading =
        new Reading()
            .file("exporters.yaml", "otlp_grpc:\n  endpoint: a:1\n  timeout: 7s\n")
            .file("bad.yaml", "otlp_grpc:\n  endpoint: a:1\n  timeut: 7s\n");
    String base =
        RELAY.replace(
            "exporters:\n  otlp_grpc:\n    endpoint: tempo:4317\n", "exporters: ${file:F}\n");

    assertThat(client(reading.text(base.replace("${file:F}", "${file:exporters.yaml}"))).timeout())
        .isEqualTo(Duration.ofSeconds(7));
    Problem problem =
        reading.text(base.replace("${file:F}", "${file:bad.yaml}")).problems().getFirst();
    assertThat(problem.position().map(Position::toString)).contains("bad.yaml:3:3");
    assertThat(problem.excerpt()).isEqualTo("  timeut: 7s");
  }

  @Test
  void anExpressionCannotAddKeysToItsNeighbours() {
    Loaded loaded =
        new Reading().variable("A", "a\n    timeout: 1s").exporter("endpoint: ${env:A}");

    assertThat(client(loaded).timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void ofSeveralConfigurationsTheLaterWins() {
    Reading reading =
        new Reading()
            .file("a.yaml", RELAY)
            .file("b.yaml", "exporters: {otlp_grpc: {endpoint: b:1, compression: none}}");
    Loaded loaded = reading.configs("a.yaml", "b.yaml", "yaml:exporters::otlp_grpc::timeout: 9s");

    assertThat(client(loaded).endpoint()).isEqualTo("b:1");
    assertThat(client(loaded).compression()).isEqualTo(TestCatalog.Compression.NONE);
    assertThat(client(loaded).timeout()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void mapsMergeAndListsReplace() {
    Reading reading =
        new Reading()
            .file("a.yaml", RELAY.replace("exporters:\n  o", "exporters:\n  debug: {}\n  o"))
            .file("b.yaml", "service: {pipelines: {traces: {exporters: [debug]}}}");

    assertThat(reading.configs("a.yaml", "b.yaml").configuration().orElseThrow().pipelines())
        .hasEntrySatisfying(
            ComponentId.of("traces"),
            pipeline -> {
              assertThat(pipeline.receivers()).containsExactly(ComponentId.of("otlp"));
              assertThat(pipeline.exporters()).containsExactly(ComponentId.of("debug"));
            });
  }

  @Test
  void listsAreJoinedWhenTheGateForItIsOpen() {
    Reading reading =
        new Reading()
            .file("a.yaml", RELAY.replace("exporters:\n  o", "exporters:\n  debug: {}\n  o"))
            .file("b.yaml", "service: {pipelines: {traces: {exporters: [otlp_grpc, debug]}}}");
    ComponentId traces = ComponentId.of("traces");
    for (String gate :
        List.of("confmap.enableMergeAppendOption", "+confmap.enableMergeAppendOption")) {
      Loaded loaded = reading.gates(gate).configs("a.yaml", "b.yaml");

      assertThat(loaded.configuration().orElseThrow().pipelines().get(traces).exporters())
          .containsExactly(ComponentId.of("otlp_grpc"), ComponentId.of("debug"));
      assertThat(loaded.problems()).isEmpty();
    }
    assertThat(
            reading
                .gates("-confmap.enableMergeAppendOption")
                .configs("a.yaml", "b.yaml", "yaml:service::pipelines::traces::exporters: [debug]")
                .configuration()
                .orElseThrow()
                .pipelines()
                .get(traces)
                .exporters())
        .containsExactly(ComponentId.of("debug"));
  }

  @Test
  void theGateJoinsNoListsButThoseOfServices() {
    Reading reading =
        new Reading()
            .gates("confmap.enableMergeAppendOption")
            .file("a.yaml", "processors: {batch: {metadata_keys: [a]}}")
            .file("b.yaml", "processors: {batch: {metadata_keys: [b]}}")
            .file(
                "relay.yaml",
                RELAY.replace("      exporters:", "      processors: [batch]\n      exporters:"));

    TestCatalog.Batch batch =
        (TestCatalog.Batch)
            Reading.options(
                reading.configs("a.yaml", "b.yaml", "relay.yaml"), Kind.PROCESSOR, "batch");

    assertThat(batch.metadataKeys()).containsExactly("b");
  }

  @Test
  void otherFeatureGatesAreTakenAndNamed() {
    assertThat(said(new Reading().gates("+service.partialReload", "-a.b").text(RELAY)))
        .containsExactly(
            "notice the feature gate service.partialReload has no effect here",
            "notice the feature gate a.b has no effect here");
  }

  @Test
  void aKeyWithoutValueWipesAMapAndAnEmptyMapDoesNot() {
    Reading reading =
        new Reading()
            .file("a.yaml", RELAY)
            .file("null.yaml", "exporters:")
            .file("map.yaml", "exporters: {}");

    assertThat(reading.configs("a.yaml", "map.yaml").problems()).isEmpty();
    assertThat(said(reading.configs("a.yaml", "null.yaml")))
        .contains("12:19 error references exporter \"otlp_grpc\" which is not configured");
  }

  @Test
  void aMergedValueSaysWhatItReplaced() {
    Reading reading =
        new Reading().file("a.yaml", RELAY).file("b.yaml", "exporters: {otlp_grpc: {endpoint: 5}}");
    Problem problem = reading.configs("a.yaml", "b.yaml").problems().getFirst();

    assertThat(problem.position().map(Position::source)).contains("b.yaml");
    assertThat(problem.notes())
        .contains("the value is merged from b.yaml, it replaces the one at a.yaml:7:5");
  }

  @Test
  void assignmentsComeLast() {
    assertThat(client(new Reading().relayWith("exporters.otlp_grpc.timeout=2s")).timeout())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(client(new Reading().relayWith("exporters.otlp_grpc.timeout = 3s ")).timeout())
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(said(new Reading().relayWith("exporters.otlp_grpc")))
        .first()
        .asString()
        .contains("expected KEY.KEY=VALUE");
    assertThat(
            new Reading()
                .relayWith("exporters.otlp_grpc.timeout=x")
                .problems()
                .getFirst()
                .position())
        .map(Position::source)
        .contains("--set exporters.otlp_grpc.timeout");
  }

  @Test
  void anOptionalSectionIsThereWhenItsKeyIs() {
    assertThat(otlp(read(RELAY)).protocols().grpc().orElseThrow().endpoint())
        .isEqualTo("localhost:4317");
    assertThat(otlp(read(RELAY)).protocols().http()).isEmpty();
    assertThat(otlp(read(RELAY.replace("  grpc:\n", "  grpc: {}\n"))).protocols().grpc())
        .isPresent();
  }

  @Test
  void anOptionalSectionThatIsOffByDefaultNeedsMoreThanItsKey() {
    String tls = RELAY.replace("  grpc:\n", "  grpc:\n        tls: %s\n");

    Loaded empty = read(tls.formatted("# cert_file: a.pem"));
    assertThat(otlp(empty).protocols().grpc().orElseThrow().tls()).isEmpty();
    assertThat(said(empty))
        .containsExactly("5:9 warning \"tls\" has nothing behind it, so it is off");
    assertThat(otlp(read(tls.formatted("{}"))).protocols().grpc().orElseThrow().tls()).isPresent();
  }

  @Test
  void anEmptyTextIsAsGoodAsNone() {
    String tls = RELAY.replace("  grpc:\n", "  grpc:\n        tls: {cert_file: %s, key_pem: ''}\n");

    for (String empty : java.util.List.of("''", "\"\"", "'${env:CERT:-}'", "'${env:UNSET}'")) {
      TestCatalog.Tls bound =
          otlp(read(tls.formatted(empty))).protocols().grpc().orElseThrow().tls().orElseThrow();
      assertThat(bound.certFile()).isEmpty();
      assertThat(bound.keyPem()).isEmpty();
    }
  }

  @Test
  void anOptionalSectionMayBeDisabled() {
    assertThat(
            otlp(read(RELAY.replace("  grpc:\n", "  grpc:\n      http: {enabled: false}\n")))
                .protocols()
                .http())
        .isEmpty();
    assertThat(
            client(new Reading().exporter("endpoint: a\nsending_queue: {enabled: true}"))
                .sendingQueue()
                .map(TestCatalog.Queue::queueSize))
        .contains(1000);
    assertThat(said(new Reading().exporter("endpoint: a\nsending_queue: {enabled: 5}")))
        .containsExactly("8:30 error expected true or false, found a whole number");
  }

  @Test
  void aSectionWithoutContentHasItsDefaults() {
    String batch = RELAY.replace("exporters:\n  o", "processors:\n  batch:\nexporters:\n  o");
    Loaded loaded = read(batch.replace("[otlp]", "[otlp]\n      processors: [batch]"));

    assertThat(Reading.options(loaded, Kind.PROCESSOR, "batch"))
        .isEqualTo(new TestCatalog.Batch(Duration.ofMillis(200), 8192, List.of(), 0));
  }

  @Test
  void durationsAreGos() {
    assertThat(client(new Reading().exporter("endpoint: a\ntimeout: 1h2m3s4ms")).timeout())
        .isEqualTo(Duration.ofHours(1).plusMinutes(2).plusSeconds(3).plusMillis(4));
    assertThat(client(new Reading().exporter("endpoint: a\ntimeout: 1.5h")).timeout())
        .isEqualTo(Duration.ofMinutes(90));
    assertThat(client(new Reading().exporter("endpoint: a\ntimeout: 3µs")).timeout())
        .isEqualTo(Duration.ofNanos(3000));
    assertThat(client(new Reading().exporter("endpoint: a\ntimeout: 0")).timeout()).isZero();
    assertThat(said(new Reading().exporter("endpoint: a\ntimeout: 5")))
        .containsExactly("8:14 error a duration needs a unit");
    assertThat(said(new Reading().exporter("endpoint: a\ntimeout: 5 s")))
        .containsExactly(
            "8:14 error expected a duration such as 5s, 1m30s or 200ms, found text \"5 s\"");
  }

  @Test
  void bothSpellingsOfARenamedComponentWork() {
    Loaded loaded = read(RELAY.replace("otlp_grpc", "otlp"));

    assertThat(said(loaded))
        .containsExactly("6:3 notice \"otlp\" is an old name of \"otlp_grpc\"; both work");
    assertThat(loaded.configuration().orElseThrow().components().get(Kind.EXPORTER))
        .hasEntrySatisfying(
            ComponentId.of("otlp"), each -> assertThat(each.type()).isEqualTo("otlp_grpc"));
  }

  @Test
  void aComponentOfTheCollectorThatIsNotHereSaysWhatItBlocks() {
    Problem problem =
        read(RELAY.replace("  otlp:", "  filelog:").replace("[otlp]", "[filelog]"))
            .problems()
            .getFirst();

    assertThat(problem.message()).isEqualTo("the receiver \"filelog\" is known, but not here yet");
    assertThat(problem.notes())
        .containsExactly("it blocks the pipelines traces", "valid receiver types: otlp, zipkin");
  }

  @Test
  void anUnknownComponentIsRefused() {
    Problem problem = read(RELAY.replace("  otlp:", "  oltp:")).problems().getFirst();

    assertThat(problem.message()).isEqualTo("unknown receiver type \"oltp\"");
    assertThat(problem.notes())
        .containsExactly("did you mean \"otlp\"?", "valid receiver types: otlp, zipkin");
  }

  @Test
  void aComponentMustCarryTheSignalOfItsPipeline() {
    assertThat(
            said(
                read(
                    RELAY
                        .replace("  otlp:\n    protocols:\n      grpc:", "  zipkin:")
                        .replace("[otlp]", "[zipkin]")
                        .replace("traces:", "logs:"))))
        .containsExactly("9:19 error the receiver \"zipkin\" does not carry logs");
  }

  @Test
  void theTelemetryOfTheProcessHasItsDefaults() {
    assertThat(read(RELAY).configuration().orElseThrow().telemetry())
        .isEqualTo(ServiceTelemetry.DEFAULT);
  }

  @Test
  void theTelemetryOfTheProcessIsRead() {
    Loaded loaded =
        read(
            RELAY.replace(
                "service:\n",
                """
                service:
                  telemetry:
                    logs: {level: DEBUG, encoding: json, output_paths: [stdout]}
                    metrics:
                      level: detailed
                      readers:
                        - pull:
                            exporter:
                              prometheus: {host: 0.0.0.0, port: 9999, without_type_suffix: false}
                    resource: {service.name: relay, service.version: null}
                """));

    ServiceTelemetry telemetry = loaded.configuration().orElseThrow().telemetry();
    assertThat(telemetry.logLevel()).isEqualTo("debug");
    assertThat(telemetry.logEncoding()).isEqualTo("json");
    assertThat(telemetry.metricsAddress()).isEqualTo("0.0.0.0:9999");
    assertThat(telemetry.typeSuffix()).isTrue();
    assertThat(telemetry.resource())
        .isEqualTo(java.util.Map.of("service.name", "relay", "service.version", ""));
    assertThat(said(loaded))
        .containsExactly(
            "10:42 notice \"output_paths\" has no effect here: the log goes to the standard error"
                + " stream");
  }

  @Test
  void theOldAddressOfMetricsIsRead() {
    Loaded loaded =
        read(
            RELAY.replace(
                "service:\n", "service:\n  telemetry: {metrics: {address: \":8889\"}}\n"));

    assertThat(loaded.configuration().orElseThrow().telemetry().metricsAddress())
        .isEqualTo(":8889");
    assertThat(said(loaded))
        .containsExactly("9:25 notice \"address\" is an old form of \"readers\"");
  }

  @Test
  void noMetricsOpenNoPort() {
    assertThat(
            read(RELAY.replace("service:\n", "service:\n  telemetry: {metrics: {level: none}}\n"))
                .configuration()
                .orElseThrow()
                .telemetry()
                .metricsAddress())
        .isEmpty();
  }

  @Test
  void secretsAreShownNowhere() {
    String yaml =
        RELAY.replace(
            "endpoint: tempo:4317", "headers: {authorization: geheim, x: 5}\n    endpoint: a");
    Loaded broken = read(yaml);
    Loaded good = read(yaml.replace(", x: 5", ""));

    assertThat(Report.text(broken.problems(), false)).contains("headers").doesNotContain("geheim");
    assertThat(Report.json(broken.problems())).doesNotContain("geheim");
    assertThat(client(good).headers().get("authorization").reveal()).isEqualTo("geheim");
    assertThat(client(good).toString()).doesNotContain("geheim");
    assertThat(EffectiveYaml.of(good.configuration().orElseThrow(), true))
        .contains("authorization: \"[REDACTED]\"")
        .doesNotContain("geheim");
    assertThat(EffectiveYaml.of(good.configuration().orElseThrow(), false)).contains("geheim");
  }

  @Test
  void secretsAreNotShownOfLinesThatCannotBeRead() {
    Loaded loaded =
        read(
            RELAY.replace(
                "endpoint: tempo:4317",
                "headers:\n      x-key: \"geheim\n    password: 'geheim\n"));

    assertThat(loaded.configuration()).isEqualTo(Optional.empty());
    assertThat(Report.text(loaded.problems(), false)).contains("x-key: ").doesNotContain("geheim");
  }

  @Test
  void twoComponentsOnOneAddressAreWarnedAbout() {
    Loaded loaded =
        read(
            RELAY.replace(
                "service:",
                "extensions: {health_check: {endpoint: \"0.0.0.0:4317\"}}\n"
                    + "service:\n"
                    + "  extensions: [health_check]"));

    assertThat(said(loaded))
        .containsExactly(
            "8:39 warning 0.0.0.0:4317 is also where receivers::otlp::protocols::grpc::endpoint"
                + " listens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{address: 'localhost:4317'} | 34",
        "{readers: [{pull: {exporter: {prometheus: {host: localhost, port: 4317}}}}]} | 90"
      })
  void aMetricsEndpointThatIsTakenIsWarnedAboutWhereItIsWritten(String metrics, int column) {
    Loaded loaded =
        read(RELAY.replace("service:", "service:\n  telemetry: {metrics: " + metrics + "}"));

    assertThat(said(loaded).stream().filter(line -> line.contains("is also where")))
        .singleElement()
        .asString()
        .startsWith("9:" + column + " warning localhost:4317 is also where");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "${env:EMPTY}", "${env:NOTHING}", "${env:NOTHING:-}", "\"\""})
  void aListThatMustHaveAnEntryIsRefusedWithoutOneHoweverItIsWritten(String keys) {
    Loaded loaded =
        new Reading()
            .variable("EMPTY", "")
            .text(RELAY + "processors:\n  batch:\n    metadata_keys: " + keys + "\n");

    assertThat(said(loaded))
        .contains("15:20 error \"metadata_keys\" must not be empty: leave it out for the default");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${nowhere:a}", "[{a: b}]", "a", "${env:KEYS}"})
  void nothingIsSaidAboutAnEmptyListWhereThereIsNone(String keys) {
    Loaded loaded =
        new Reading()
            .variable("KEYS", "a,b")
            .text(RELAY + "processors:\n  batch:\n    metadata_keys: " + keys + "\n");

    assertThat(said(loaded)).noneMatch(line -> line.contains("must not be empty"));
  }
}
