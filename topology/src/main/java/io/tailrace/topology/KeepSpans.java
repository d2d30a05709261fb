package io.tailrace.topology;

import io.tailrace.component.Client;
import io.tailrace.component.Origins;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.model.Annotation;
import io.tailrace.model.KeptSpans;
import java.util.ArrayList;
import java.util.List;

/// Leaves the spans of traces that are kept. One thread uses it.
final class KeepSpans implements Processor {
  private final KeptSpans spans;

  /// Creates it.
  ///
  /// @param annotations what spans are given, by what decided that they are kept
  KeepSpans(KeptTraces traces, List<Annotation> annotations) {
    this.spans = new KeptSpans(traces::cause, annotations);
  }

  @Override
  public Payload process(Payload payload) {
    KeptSpans.Kept kept = spans.copy(payload.otlp());
    return kept.isEmpty()
        ? Payload.empty(payload.signal())
        : new Payload(
            payload.signal(), kept.otlp(), kept.spans(), origins(payload.origins(), kept));
  }

  private static Origins origins(Origins before, KeptSpans.Kept kept) {
    if (before.runs().isEmpty()) {
      return before;
    }
    List<Origins.Run> runs = new ArrayList<>();
    for (int i = 0; i < kept.resources().length; i++) {
      Client client = before.of(kept.resources()[i]);
      if (runs.isEmpty() || !runs.getLast().client().equals(client)) {
        runs.add(new Origins.Run(i, client));
      }
    }
    return new Origins(runs);
  }
}
