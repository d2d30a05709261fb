package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlannerTest {
  @Test
  void givesEachExporterOfEachPipelineAGroupOfItsOwn() {
    Configuration configuration =
        new Configs()
            .pipeline("traces", "otlp", "batch", "a b/2")
            .pipeline("logs/x", "otlp", "", "a")
            .build();

    Plan plan = Planner.plan(configuration, "tailrace.", _ -> false);

    assertThat(plan.routes())
        .extracting(Plan.Route::group)
        .containsExactly("tailrace.traces.to.a", "tailrace.traces.to.b.2", "tailrace.logs.x.to.a");
    assertThat(plan.routes())
        .extracting(Plan.Route::topic)
        .containsExactly("tailrace.traces.raw", "tailrace.traces.raw", "tailrace.logs.raw");
  }

  @Test
  void fusesPipelinesThatForward() {
    Configuration configuration =
        new Configs()
            .connectors("forward")
            .pipeline("traces/in", "otlp", "p1", "forward")
            .pipeline("traces/out", "forward zipkin", "p2", "sink")
            .build();

    Plan.Route route = Planner.plan(configuration, "", _ -> false).routes().getFirst();

    ComponentId in = new ComponentId("traces", "in");
    ComponentId out = new ComponentId("traces", "out");
    Plan.Step first = new Plan.Step(in, ComponentId.of("p1"));
    Plan.Step second = new Plan.Step(out, ComponentId.of("p2"));
    assertThat(route.paths())
        .containsExactly(
            new Plan.Path(Set.of(ComponentId.of("zipkin")), List.of(second)),
            new Plan.Path(Set.of(ComponentId.of("otlp")), List.of(first, second)));
  }

  @Test
  void givesAPublishedPipelineAGroupOfItsOwnBesideItsExporters() {
    Configuration configuration =
        new Configs()
            .connectors("forward")
            .pipeline("traces/in", "otlp", "p1", "forward")
            .pipeline("traces/out", "forward", "p2", "sink")
            .publish("traces/in", "traces/out")
            .build();

    Plan plan = Planner.plan(configuration, "tailrace.", _ -> false);

    assertThat(plan.routes())
        .extracting(Plan.Route::group)
        .containsExactly(
            "tailrace.traces.in.to.publish",
            "tailrace.traces.out.to.sink",
            "tailrace.traces.out.to.publish");
    assertThat(plan.routes().getFirst().paths().getFirst().steps())
        .containsExactly(new Plan.Step(new ComponentId("traces", "in"), ComponentId.of("p1")));
  }

  @Test
  void cutsAPathInTwoWhereItsTracesAreSampled() {
    Configuration configuration =
        new Configs()
            .connectors("forward")
            .pipeline("traces/in", "otlp", "p1 tail_sampling p2", "forward sink")
            .pipeline("traces/out", "forward", "p3", "sink")
            .build();

    Plan plan =
        Planner.plan(configuration, "tailrace.", each -> each.type().equals("tail_sampling"));

    assertThat(plan.routes())
        .extracting(Plan.Route::group)
        .containsExactly(
            "tailrace.traces.in.to.decide.tail_sampling",
            "tailrace.traces.in.to.release.tail_sampling",
            "tailrace.traces.in.sampled.to.sink",
            "tailrace.traces.out.sampled.traces.in.to.sink");
    assertThat(plan.routes())
        .extracting(Plan.Route::topic)
        .containsExactly(
            "tailrace.traces.raw",
            "tailrace.traces.raw",
            "tailrace.traces.p.in",
            "tailrace.traces.p.in");
    assertThat(plan.routes().stream().map(PlannerTest::steps))
        .containsExactly("p1 tail_sampling", "p1 tail_sampling p2", "", "p3");
  }

  private static String steps(Plan.Route route) {
    return String.join(
        " ",
        route.paths().getFirst().steps().stream()
            .map(step -> step.processor().toString())
            .toList());
  }

  @Test
  void pipelinesNeverShareATopic() {
    TopicNames names = new TopicNames("");

    assertThat(names.pipeline(ComponentId.of("traces"))).isEqualTo("traces.p.default");
    assertThat(names.pipeline(new ComponentId("traces", "default")))
        .startsWith("traces.p.default-");
    assertThat(names.pipeline(new ComponentId("logs", "a b"))).startsWith("logs.p.a_b-");
    assertThat(names.isPipeline("traces.p.default")).isTrue();
    assertThat(names.isPipeline("traces.raw")).isFalse();
  }

  @Test
  void keepsNamesApartThatKafkaCannotTell() {
    assertThat(TopicNames.escape("otlp/2")).isEqualTo("otlp.2");
    assertThat(TopicNames.escape("otlp/a b")).startsWith("otlp.a_b-");
    assertThat(TopicNames.escape("otlp/a ü")).isNotEqualTo(TopicNames.escape("otlp/a ö"));
    String longest =
        new TopicNames("t.").group(new ComponentId("traces", "x".repeat(300)), ComponentId.of("a"));
    assertThat(longest).hasSize(249).matches("[A-Za-z0-9._-]+");
  }
}
