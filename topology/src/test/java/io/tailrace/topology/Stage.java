package io.tailrace.topology;

import io.tailrace.component.Admission;
import io.tailrace.component.Batching;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// A processor of a test.
record Stage(Admission admission, Batching batching, UnaryOperator<Payload> step)
    implements Processor {
  /// Passes everything on that it admits.
  static Stage admitting(Admission admission) {
    return new Stage(admission, Batching.UNSPECIFIED, UnaryOperator.identity());
  }

  /// Passes everything on and tells requests apart.
  static Stage apart(MetadataKeys keys) {
    return new Stage(
        Admission.OPEN, new Batching(1, 0, Duration.ZERO, keys), UnaryOperator.identity());
  }

  /// Fails on everything.
  static Stage failing() {
    return new Stage(
        Admission.OPEN,
        Batching.UNSPECIFIED,
        _ -> {
          throw new IllegalStateException("a bug");
        });
  }

  @Override
  public Payload process(Payload payload) {
    return step.apply(payload);
  }
}
