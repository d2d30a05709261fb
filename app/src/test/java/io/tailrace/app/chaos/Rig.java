package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.demo.ChildProcess;
import io.tailrace.app.demo.Ports;
import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Verdict;
import io.tailrace.app.replay.Workload;
import io.tailrace.model.Signal;
import io.tailrace.topology.DeadLetters;
import io.tailrace.topology.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// A pipeline in a process of its own, clients in front of it, a backend behind it.
final class Rig implements AutoCloseable {
  private static final Duration TO_START = Duration.ofSeconds(90);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration CLOSE_LOOK = Duration.ofMillis(1);
  private static final List<String> LIKE_THE_LAUNCHER =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-Xmx192m",
          "-Xss512k",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  final Sink sink;
  private final ChildProcess pipeline;
  private final int port;
  private final int broker;
  private final LoadGenerator generator;
  private final Random random = new Random();
  private Thread clients = new Thread(() -> {});

  private Rig(
      Sink sink, Path directory, boolean eager, UnaryOperator<String> edit, Journeys journeys)
      throws IOException, InterruptedException {
    this.sink = sink;
    var ports = Ports.free(4);
    this.broker = ports.get(2);
    this.port = ports.get(eager ? 3 : 0);
    var relay =
        new RelayFile(
            ports.get(0),
            OptionalInt.empty(),
            ports.get(1),
            OptionalInt.of(broker),
            RelayFile.otlp(sink.grpcPort(), "none"));
    var file = Files.writeString(directory.resolve("relay.yaml"), edit.apply(relay.yaml()));
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LIKE_THE_LAUNCHER);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    if (eager) {
      command.addAll(List.of(EagerMain.class.getName(), "" + port, "" + ports.get(0)));
    } else {
      command.add("io.tailrace.app.Main");
    }
    command.addAll(List.of("run", "--config", file.toString()));
    command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    this.pipeline = ChildProcess.start(command, Map.of(), directory.resolve("output.log"));
    // The mutant listens before its pipeline does.
    pipeline.awaitPort(ports.get(0), TO_START);
    this.generator = new LoadGenerator(traces(), this::client, journeys);
  }

  /// Starts the pipeline as it is.
  static Rig start(Path directory) throws IOException, InterruptedException {
    return start(directory, UnaryOperator.identity());
  }

  /// Starts the pipeline with a changed configuration.
  static Rig start(Path directory, UnaryOperator<String> edit)
      throws IOException, InterruptedException {
    var journeys = new Journeys();
    return new Rig(Sink.open(journeys), directory, false, edit, journeys);
  }

  /// Starts the mutant that acknowledges before Kafka does, with a changed configuration.
  static Rig eager(Path directory, UnaryOperator<String> edit)
      throws IOException, InterruptedException {
    var journeys = new Journeys();
    return new Rig(Sink.open(journeys), directory, true, edit, journeys);
  }

  private static Workload traces() throws IOException {
    return Recording.bundled(InstantSource.system(), new Random().nextInt());
  }

  /// Returns a further client.
  Sender client() {
    return Sender.grpc("127.0.0.1:" + port, ATTEMPT);
  }

  int port() {
    return port;
  }

  /// Lets clients send at a fixed rate until [#settle].
  void send(double spansPerSecond) {
    var plan = LoadPlan.steady(spansPerSecond, Duration.ofHours(1), 8);
    clients = Thread.ofVirtual().start(() -> run(plan));
  }

  /// Lets clients send so many spans and waits until all are acknowledged.
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

  /// Waits until something holds, and fails when it does not within a minute and a half.
  void await(String what, BooleanSupplier holds) throws InterruptedException, IOException {
    await(what, LOOK, holds);
  }

  private void await(String what, Duration look, BooleanSupplier holds)
      throws InterruptedException, IOException {
    long end = System.nanoTime() + TO_START.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + "\n" + pipeline.tail()).isLessThan(end);
      Thread.sleep(look);
    }
  }

  /// Waits until clients were promised so many spans more.
  void awaitAcknowledged(long more) throws InterruptedException, IOException {
    long goal = acknowledged().size() + more;
    await("acknowledgements", () -> acknowledged().size() >= goal);
  }

  /// Kills the pipeline at the first moment after a random one at which requests are under way and
  /// acknowledged spans wait for the backend, and starts it again.
  void killAtRandom() throws InterruptedException, IOException {
    Thread.sleep(random.nextInt(1500));
    var requests = new AtomicLong();
    var waiting = new AtomicLong();
    await(
        "requests under way and a backlog",
        CLOSE_LOOK,
        () -> positive(requests, underWay()) && positive(waiting, verdict().missing()));
    pipeline.kill();
    System.out.printf("kill -9: %s requests under way, %s spans waiting%n", requests, waiting);
    pipeline.restart();
    pipeline.awaitPort(port, TO_START);
  }

  private long underWay() {
    return generator.tally().underWay();
  }

  private static boolean positive(AtomicLong seen, long number) {
    seen.set(number);
    return number > 0;
  }

  /// What clients were promised so far.
  IdSet acknowledged() {
    return generator.tally().acknowledged();
  }

  /// What clients and backend say now.
  Verdict verdict() {
    return Verdict.of(acknowledged(), sink.taken(Signal.TRACES));
  }

  /// Ends the clients and waits until everything has arrived or nothing comes any more.
  Verdict settle(Duration quiet) throws InterruptedException {
    generator.stop();
    clients.join();
    long arrived = -1;
    long since = System.nanoTime();
    while (!verdict().kept() && System.nanoTime() - since < quiet.toNanos()) {
      long now = sink.requests();
      if (now != arrived) {
        arrived = now;
        since = System.nanoTime();
      }
      Thread.sleep(LOOK);
    }
    System.out.println(verdict());
    return verdict();
  }

  /// The spans in the dead-letter topic.
  IdSet deadLettered() throws Exception {
    var ids = new IdSet();
    var kafka = KafkaConnection.embedded("127.0.0.1:" + broker, "chaos");
    try (var letters = new DeadLetters(kafka, "tailrace.")) {
      for (var letter : letters.list(_ -> true, 10_000)) {
        ids.addAll(Request.of(Signal.TRACES, letter.otlp()).ids());
      }
    }
    return ids;
  }

  /// Whether it is still the process that was started.
  boolean alive() {
    return pipeline.alive();
  }

  /// Refuses everything until so many attempts were made, then takes everything.
  void refuseForAWhile(Reply reply) throws InterruptedException, IOException {
    var attempts = new AtomicInteger();
    sink.behave(
        _ -> {
          attempts.incrementAndGet();
          return reply;
        });
    sendAll(3_000);
    await("attempts while the backend says " + reply, () -> attempts.get() >= 2);
    sink.behave(Reply.always(Reply.ACCEPT));
  }

  @Override
  public void close() {
    generator.stop();
    pipeline.close();
    sink.close();
  }
}
