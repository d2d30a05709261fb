package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.demo.ChildProcess;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Workload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// A pipeline in a process of its own, clients in front of it, a backend behind it.
final class Rig implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration CLOSE_LOOK = Duration.ofMillis(1);
  private static final Pattern IN_FLIGHT = Pattern.compile("\"in_flight\":(\\d+)");
  private static final int LONGEST_WAIT_MILLIS = 1000;

  final Sink sink;
  final Setup.Listening ports;
  private final Setup setup;
  private final Path log;
  private final ChildProcess pipeline;
  private final Journeys journeys = new Journeys();
  private final Random random = new Random();
  private final HttpClient web = HttpClient.newHttpClient();

  /// Starts a pipeline and waits until it takes telemetry.
  Rig(Setup setup) throws IOException, InterruptedException {
    this.setup = setup;
    this.sink = Sink.open(journeys);
    this.ports = setup.ports();
    this.log = setup.directory().resolve("output.log");
    this.pipeline = ChildProcess.start(setup.command(ports, sink.grpcPort()), Map.of(), log);
    try {
      awaitStart();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void awaitStart() throws IOException, InterruptedException {
    // The mutant listens before its pipeline does.
    pipeline.awaitPort(ports.grpc(), LIMIT);
    pipeline.awaitPort(ports.http(), LIMIT);
    pipeline.awaitPort(ports.clients(), LIMIT);
  }

  /// Returns clients that will send recorded traces, with ids that nobody else has.
  Clients clients() throws IOException {
    return clients(Recording.bundled(InstantSource.system(), random.nextInt()), ATTEMPT);
  }

  /// Returns clients that have sent nothing yet.
  ///
  /// @param attempt how long they wait for an answer before they send again
  Clients clients(Workload workload, Duration attempt) {
    return new Clients(workload, ports.clients(), attempt, journeys, sink);
  }

  /// Its topics and groups.
  Topics topics() {
    var own = "127.0.0.1:" + ports.broker();
    return new Topics(setup.brokers().orElse(own), setup.prefix());
  }

  /// Waits until something holds, and fails when it does not within three minutes.
  void await(String what, Condition condition) throws Exception {
    await(what, LOOK, condition);
  }

  private void await(String what, Duration look, Condition condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what + "\n" + pipeline.tail()).isLessThan(end);
      Thread.sleep(look);
    }
  }

  /// Something that is waited for.
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /// Waits until clients were promised so many spans more.
  void awaitAcknowledged(Clients clients, long more) throws Exception {
    long goal = clients.acknowledged().size() + more;
    await("acknowledgements", () -> clients.acknowledged().size() >= goal);
  }

  /// Waits for a random moment, and then for requests under way and acknowledged spans that the
  /// backend has not got.
  private void awaitTraffic(Clients clients, String then) throws Exception {
    Thread.sleep(random.nextInt(LONGEST_WAIT_MILLIS));
    var requests = new AtomicLong();
    var waiting = new AtomicLong();
    await(
        "requests under way and a backlog",
        CLOSE_LOOK,
        () -> positive(requests, clients.underWay()) && positive(waiting, clients.waiting()));
    System.out.printf("%s: %s requests under way, %s spans waiting%n", then, requests, waiting);
  }

  private static boolean positive(AtomicLong seen, long number) {
    seen.set(number);
    return number > 0;
  }

  /// Kills the pipeline at the first moment after a random one at which requests are under way and
  /// acknowledged spans wait for the backend, and starts it again.
  void killAtRandom(Clients clients) throws Exception {
    awaitTraffic(clients, "kill -9");
    pipeline.kill();
    restart();
  }

  /// Starts it again after it ended.
  void restart() throws IOException, InterruptedException {
    pipeline.restart();
    awaitStart();
  }

  /// Sends a signal while requests are under way and acknowledged spans wait for the backend.
  ///
  /// @param signal its name, such as `TERM`
  /// @return the exit code, and how long it took to end
  Stopped stopAtRandom(Clients clients, String signal) throws Exception {
    awaitTraffic(clients, "kill -" + signal);
    return stop(signal);
  }

  /// Sends a signal, such as `HUP`.
  void signal(String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + pid()).start().waitFor()).isZero();
  }

  /// Sends a signal and waits until the process has ended.
  Stopped stop(String signal) throws Exception {
    long begin = System.nanoTime();
    signal(signal);
    await("end after " + signal, CLOSE_LOOK, () -> !alive());
    return new Stopped(pipeline.stop(), Duration.ofNanos(System.nanoTime() - begin));
  }

  /// How a process ended.
  ///
  /// @param exit its exit code
  /// @param after how long after the signal
  record Stopped(int exit, Duration after) {}

  /// Whether it is still the process that was started.
  boolean alive() {
    return pipeline.alive();
  }

  /// The process id.
  long pid() {
    return pipeline.pid();
  }

  /// Everything that it printed.
  String log() throws IOException {
    return Files.readString(log);
  }

  /// What it answers to `GET /ledger`.
  String ledger() throws IOException, InterruptedException {
    var url = URI.create("http://127.0.0.1:" + ports.metrics() + "/ledger");
    return web.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
  }

  /// Whether nothing that it has acknowledged waits for a backend.
  boolean drained() throws IOException, InterruptedException {
    var numbers = IN_FLIGHT.matcher(ledger());
    long sum = 0;
    while (numbers.find()) {
      sum += Long.parseLong(numbers.group(1));
    }
    return sum == 0;
  }

  /// Ends the clients, waits until every promise is kept or nothing is left to export, and says
  /// what became of the spans.
  Account settle(Clients clients) throws Exception {
    clients.end();
    await("the backlog's end", () -> clients.waiting() == 0 || (drained() && stillDrained()));
    return Account.of(clients, sink, topics());
  }

  /// What the clients of the mutant were promised arrives a moment later, or never.
  private boolean stillDrained() throws IOException, InterruptedException {
    Thread.sleep(Duration.ofSeconds(1));
    return drained();
  }

  /// Lets the backend answer so until it was asked twice, and then take everything.
  void meet(Clients clients, Reply reply, long spans) throws Exception {
    var attempts = new AtomicInteger();
    sink.behave(
        _ -> {
          attempts.incrementAndGet();
          return reply;
        });
    clients.sendAll(spans);
    await("attempts while the backend says " + reply, () -> attempts.get() >= 2);
    sink.behave(Reply.always(Reply.ACCEPT));
  }

  @Override
  public void close() {
    pipeline.close();
    sink.close();
    web.shutdownNow();
  }
}
