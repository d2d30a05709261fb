package io.tailrace.app.demo;

import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Progress;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Verdict;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.time.Duration;

/// The run of the demonstration.
final class Show {
  private static final Duration TO_DRAIN = Duration.ofSeconds(90);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int CLIENTS = 8;

  private final Progress progress;
  private final ChildProcess pipeline;
  private final int port;
  private final LoadGenerator generator;
  private final Sink sink;

  Show(Progress progress, ChildProcess pipeline, int port, LoadGenerator generator, Sink sink) {
    this.progress = progress;
    this.pipeline = pipeline;
    this.port = port;
    this.generator = generator;
    this.sink = sink;
  }

  int play(int seconds, double rate) throws IOException, InterruptedException {
    progress.say(
        "It is ready (process %d). Recorded traces come in at %,.0f spans a second."
            .formatted(pipeline.pid(), rate));
    var plan = LoadPlan.steady(rate, Duration.ofSeconds(seconds), CLIENTS);
    var clients = Thread.ofVirtual().start(() -> generate(plan));
    int outage = seconds / 2 - 1;
    watch(clients, outage);
    sink.behave(Reply.always(new Reply.Refuse(503)));
    progress.say("The backend goes down. Clients do not notice.");
    watch(clients, 1);
    kill();
    pipeline.restart();
    pipeline.awaitPort(port, DemoCommand.TO_START);
    progress.say("The pipeline is back (process %d).".formatted(pipeline.pid()));
    watch(clients, 1);
    sink.behave(Reply.always(Reply.ACCEPT));
    progress.say("The backend is back.");
    while (clients.isAlive()) {
      watch(clients, 1);
    }
    return end();
  }

  private void generate(LoadPlan plan) {
    try {
      generator.run(plan);
    } catch (InterruptedException _) {
      generator.stop();
    }
  }

  private void watch(Thread clients, int times) throws InterruptedException {
    for (int i = 0; i < times && !clients.join(SECOND); i++) {
      progress.update(state());
    }
  }

  private String state() {
    long acknowledged = generator.tally().acknowledged().size();
    var taken = sink.taken(Signal.TRACES);
    return "acknowledged %,d · exported %,d · waiting %,d · duplicated %,d"
        .formatted(
            acknowledged,
            taken.size(),
            Math.max(0, acknowledged - taken.size()),
            taken.duplicates());
  }

  private void kill() throws InterruptedException {
    long requests = generator.tally().underWay();
    long waiting = verdict().missing();
    long pid = pipeline.pid();
    pipeline.kill();
    progress.say(
        progress.coloured(
            false,
            "kill -9 %d, with %,d acknowledged spans not exported and %,d requests under way."
                .formatted(pid, waiting, requests)));
  }

  private int end() throws InterruptedException {
    long end = System.nanoTime() + TO_DRAIN.toNanos();
    while (!verdict().kept() && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(200));
    }
    var verdict = verdict();
    progress.say(progress.coloured(verdict.kept(), verdict.toString()));
    return verdict.kept() && verdict.acknowledged() > 0 ? 0 : 1;
  }

  private Verdict verdict() {
    return Verdict.of(generator.tally().acknowledged(), sink.taken(Signal.TRACES));
  }
}
