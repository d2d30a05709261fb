package io.tailrace.config;

import static io.tailrace.config.Reading.RELAY;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangesTest {
  @Test
  void commentsOrderAndWrittenDefaultsChangeNothing() {
    Changes changes =
        between(
            RELAY,
            RELAY.replace("    endpoint: tempo", "    timeout: 5s # five\n    endpoint: tempo"));

    assertThat(changes.isEmpty()).isTrue();
  }

  @Test
  void onlyTheComponentWhoseOptionsChangedRestarts() {
    Changes changes = between(RELAY, RELAY.replace("tempo:4317", "tempo:4318"));

    assertThat(changes.components(Changes.Fate.RESTARTED))
        .containsExactly(component(Kind.EXPORTER, "otlp_grpc", Changes.Fate.RESTARTED));
    assertThat(changes.components(Changes.Fate.UNCHANGED))
        .containsExactly(component(Kind.RECEIVER, "otlp", Changes.Fate.UNCHANGED));
    assertThat(changes.pipelines())
        .containsExactly(new Changes.Pipeline(ComponentId.of("traces"), Changes.Fate.UNCHANGED));
  }

  @Test
  void whatEntersOrLeavesAPipelineStartsOrStops() {
    String debug =
        RELAY.replace("  otlp_grpc:", "  debug:\n  otlp_grpc:").replace("[otlp_grpc]", "[debug]");
    Changes changes = between(RELAY, debug);

    assertThat(changes.components(Changes.Fate.STARTED))
        .containsExactly(component(Kind.EXPORTER, "debug", Changes.Fate.STARTED));
    assertThat(changes.components(Changes.Fate.REMOVED))
        .containsExactly(component(Kind.EXPORTER, "otlp_grpc", Changes.Fate.REMOVED));
    assertThat(changes.pipelines())
        .containsExactly(new Changes.Pipeline(ComponentId.of("traces"), Changes.Fate.RESTARTED));
  }

  @Test
  void aProcessorWithOtherOptionsRestartsItsPipeline() {
    String batch =
        RELAY
            .replace("exporters:\n  o", "processors: {batch: {timeout: 1s}}\nexporters:\n  o")
            .replace("[otlp]", "[otlp]\n      processors: [batch]");
    Changes changes = between(batch, batch.replace("1s", "2s"));

    assertThat(changes.components(Changes.Fate.RESTARTED))
        .containsExactly(component(Kind.PROCESSOR, "batch", Changes.Fate.RESTARTED));
    assertThat(changes.pipelines().getFirst().fate()).isEqualTo(Changes.Fate.RESTARTED);
  }

  private static Changes.Component component(Kind kind, String type, Changes.Fate fate) {
    return new Changes.Component(kind, ComponentId.of(type), fate);
  }

  private static Changes between(String old, String young) {
    return Changes.between(
        Reading.read(old).configuration().orElseThrow(),
        Reading.read(young).configuration().orElseThrow());
  }
}
