package io.tailrace.app.chaos;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Tally;
import io.tailrace.app.replay.Workload;
import io.tailrace.model.Signal;
import java.time.Duration;

/// Clients that send spans until they are acknowledged, and remember which ones were.
final class Clients implements AutoCloseable {
  private final LoadGenerator generator;
  private final IdSet taken;
  private final long takenBefore;
  private final long duplicatesBefore;
  private Thread sending = new Thread(() -> {});

  /// Creates clients of a port.
  ///
  /// @param attempt how long they wait for an answer before they send again
  Clients(Workload workload, int port, Duration attempt, Journeys journeys, Sink sink) {
    this.generator =
        new LoadGenerator(workload, () -> Sender.grpc("127.0.0.1:" + port, attempt), journeys);
    this.taken = sink.taken(Signal.TRACES);
    this.takenBefore = taken.size();
    this.duplicatesBefore = taken.duplicates();
  }

  /// Lets them send at a fixed rate until [#end].
  void send(double spansPerSecond) {
    send(LoadPlan.steady(spansPerSecond, Duration.ofHours(1), 8));
  }

  /// Lets them send by a plan, or until [#end].
  void send(LoadPlan plan) {
    sending = Thread.ofVirtual().start(() -> run(plan));
  }

  /// Lets them send so many spans and waits until all are acknowledged.
  void sendAll(long spans) {
    run(LoadPlan.items(spans, 4));
  }

  private void run(LoadPlan plan) {
    try {
      generator.run(plan);
    } catch (InterruptedException _) {
      generator.stop();
    }
  }

  /// Ends what they send.
  void end() throws InterruptedException {
    generator.stop();
    sending.join();
  }

  /// How many requests wait for an answer.
  long underWay() {
    return tally().underWay();
  }

  /// The spans that they were promised.
  IdSet acknowledged() {
    return tally().acknowledged();
  }

  /// How many spans they were promised that the backend has not got.
  long waiting() {
    return acknowledged().missingFrom(taken);
  }

  /// Spans that the backend got since they began.
  long arrived() {
    return taken.size() - takenBefore;
  }

  /// How often the backend got a span again since they began.
  long duplicated() {
    return taken.duplicates() - duplicatesBefore;
  }

  /// What they were told.
  Tally tally() {
    return generator.tally();
  }

  @Override
  public void close() {
    generator.stop();
  }
}
