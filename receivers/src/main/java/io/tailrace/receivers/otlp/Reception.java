package io.tailrace.receivers.otlp;

import io.tailrace.component.Client;
import io.tailrace.component.Host;
import io.tailrace.component.Intake;
import io.tailrace.component.Metrics;
import io.tailrace.component.Origins;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.model.Items;
import io.tailrace.model.MalformedTelemetry;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Takes the requests of one signal over one transport, and counts what becomes of their items.
final class Reception {
  private final Signal signal;
  private final Intake intake;
  private final LongAdder accepted;
  private final LongAdder refused;
  private final LongAdder failed;

  Reception(Signal signal, String transport, Host host, Intake intake) {
    this.signal = signal;
    this.intake = intake;
    Metrics metrics = host.metrics();
    String[] labels = {"receiver", host.id().toString(), "transport", transport};
    String items = signal.items();
    String what = items.replace('_', ' ');
    this.accepted =
        metrics.counter(
            "otelcol_receiver_accepted_" + items,
            "Number of %s successfully pushed into the pipeline.".formatted(what),
            labels);
    this.refused =
        metrics.counter(
            "otelcol_receiver_refused_" + items,
            "Number of %s that could not be pushed into the pipeline.".formatted(what),
            labels);
    this.failed =
        metrics.counter(
            "otelcol_receiver_failed_" + items,
            "Number of %s that could never be taken.".formatted(what),
            labels);
  }

  /// The signal that is taken.
  Signal signal() {
    return signal;
  }

  /// Takes a request and says what became of it. An empty one is a success that leaves no trace.
  ///
  /// Its items are counted here, which costs little; whether it is valid in every byte is for
  /// the intake to say.
  void take(byte[] otlp, Client client, Consumer<Outcome> done) {
    int items;
    try {
      items = Items.count(signal, otlp);
    } catch (MalformedTelemetry e) {
      done.accept(new Outcome.Refused(String.valueOf(e.getMessage())));
      return;
    }
    if (items == 0) {
      done.accept(Outcome.ACCEPTED);
      return;
    }
    Origins origins = new Origins(List.of(new Origins.Run(0, client)));
    intake.offer(
        new Payload(signal, otlp, items, origins),
        outcome -> {
          count(outcome, items);
          done.accept(outcome);
        });
  }

  /// Takes a request in JSON.
  void takeJson(byte[] json, Client client, Consumer<Outcome> done) {
    switch (OtlpJson.read(signal, json)) {
      case OtlpJson.Reading.Read read -> take(read.otlp(), client, done);
      case OtlpJson.Reading.Malformed malformed ->
          done.accept(new Outcome.Refused(malformed.reason()));
    }
  }

  private void count(Outcome outcome, int items) {
    switch (outcome) {
      case Outcome.Accepted _ -> accepted.add(items);
      case Outcome.Partial partial -> {
        accepted.add(items - partial.rejected());
        failed.add(partial.rejected());
      }
      case Outcome.Retry _, Outcome.Overloaded _ -> refused.add(items);
      case Outcome.Refused _ -> failed.add(items);
    }
  }
}
