package io.tailrace.app.demo;

import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Progress;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The run of the demonstration.
final class Show {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int CLIENTS = 8;

  private final Progress progress;
  private final ChildProcess pipeline;
  private final int port;
  private final LoadGenerator generator;
  private final List<Sink> sinks;
  private final Books books;

  /// Creates a show that has not begun.
  ///
  /// @param port where the pipeline listens
  /// @param sinks the backends of the pipeline
  Show(
      Progress progress,
      ChildProcess pipeline,
      int port,
      LoadGenerator generator,
      List<Sink> sinks,
      Books books) {
    this.progress = progress;
    this.pipeline = pipeline;
    this.port = port;
    this.generator = generator;
    this.sinks = List.copyOf(sinks);
    this.books = books;
  }

  /// Returns whether all is well at the end.
  boolean play(int seconds, double rate) throws IOException, InterruptedException {
    progress.say(
        "It is ready (process %d). Recorded traces come in at %,.0f spans a second."
            .formatted(pipeline.pid(), rate));
    var plan = LoadPlan.steady(rate, Duration.ofSeconds(seconds), CLIENTS);
    var clients = Thread.ofVirtual().start(() -> generate(plan));
    int outage = seconds / 2 - 1;
    watch(clients, outage);
    behave(new Reply.Refuse(503));
    progress.say("The backend goes down. Clients do not notice.");
    watch(clients, 1);
    kill();
    pipeline.restart();
    pipeline.awaitPort(port, DemoCommand.TO_START);
    progress.say("The pipeline is back (process %d).".formatted(pipeline.pid()));
    watch(clients, 1);
    behave(Reply.ACCEPT);
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
      progress.update(books.state());
    }
  }

  private void behave(Reply reply) {
    sinks.forEach(sink -> sink.behave(Reply.always(reply)));
  }

  private void kill() throws InterruptedException {
    long requests = generator.tally().underWay();
    String waiting = books.underWay();
    long pid = pipeline.pid();
    pipeline.kill();
    progress.say(
        progress.coloured(
            false,
            "kill -9 %d, with %s and %,d requests under way.".formatted(pid, waiting, requests)));
  }

  private boolean end() throws InterruptedException {
    long begin = System.nanoTime();
    long shown = begin;
    while (!books.settled() && System.nanoTime() - begin < books.patience().toNanos()) {
      Thread.sleep(Duration.ofMillis(200));
      if (System.nanoTime() - shown > SECOND.toNanos()) {
        shown = System.nanoTime();
        progress.update(books.state());
      }
    }
    return books.conclude(progress);
  }
}
