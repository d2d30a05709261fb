package io.tailrace.exporters.nop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import org.junit.jupiter.api.Test;

class NopExporterTest {
  @Test
  void takesEverything() throws Exception {
    Exporter exporter =
        ((Factory.ExporterMaker<NopConfig>) NopExporter.FACTORY.maker())
            .make(Options.of(NopExporter.FACTORY, ""), new FakeHost("nop"));

    assertThat(exporter.export(Payload.of(Signal.LOGS, new byte[] {1, 2}, 3)))
        .isEqualTo(Delivery.DELIVERED);
  }
}
