package io.tailrace.app;

import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The intake of an agent that has no Kafka: hands each request to the next hop at once and
/// answers what the next hop answered. It keeps nothing, so there is nothing to lose.
final class DirectIntake implements Intake, AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final List<Route> routes;
  private final long mostBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// One pipeline from this receiver.
  ///
  /// @param signal what it carries
  /// @param processors in order
  /// @param exporters all of them get everything
  record Route(Signal signal, List<Processor> processors, List<Exporter> exporters) {
    Route {
      processors = List.copyOf(processors);
      exporters = List.copyOf(exporters);
    }
  }

  /// Creates an intake.
  ///
  /// @param mostBytes how many bytes of requests may be under way at once
  DirectIntake(List<Route> routes, long mostBytes) {
    this.routes = List.copyOf(routes);
    this.mostBytes = mostBytes;
  }

  @Override
  public void offer(Payload request, Consumer<Outcome> done) {
    int size = request.otlp().length;
    if (bytes.addAndGet(size) > mostBytes && bytes.get() > size) {
      bytes.addAndGet(-size);
      done.accept(new Outcome.Overloaded("the next hop does not keep up", PAUSE));
      return;
    }
    try {
      threads.execute(
          () -> {
            Outcome outcome = forward(request);
            bytes.addAndGet(-size);
            done.accept(outcome);
          });
    } catch (RejectedExecutionException _) {
      bytes.addAndGet(-size);
      done.accept(new Outcome.Retry("the agent is stopping", PAUSE));
    }
  }

  /// Takes no more requests and lets those under way end, at most as long as a receiver does.
  void drain() {
    end(GRACE);
  }

  /// Ends what is under way: no receiver waits for it any more.
  @Override
  public void close() {
    end(Duration.ZERO);
  }

  private void end(Duration grace) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        boolean _ = threads.awaitTermination(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private Outcome forward(Payload request) {
    List<Delivery> answers = new ArrayList<>();
    try {
      for (Route route : routes) {
        if (route.signal() == request.signal()) {
          Payload payload = process(route.processors(), request);
          for (Exporter exporter : payload.isEmpty() ? List.<Exporter>of() : route.exporters()) {
            answers.add(exporter.export(payload));
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.Retry("the agent is stopping", PAUSE);
    }
    return worst(answers);
  }

  private static Payload process(List<Processor> processors, Payload request) {
    Payload payload = request;
    for (Processor processor : processors) {
      payload = payload.isEmpty() ? payload : processor.process(payload);
    }
    return payload;
  }

  /// What all answers together mean to the client: a request that one hop may still take must
  /// come again, whatever the others said.
  private static Outcome worst(List<Delivery> answers) {
    Outcome worst = Outcome.ACCEPTED;
    for (Delivery answer : answers) {
      Outcome outcome =
          switch (answer) {
            case Delivery.Delivered() -> Outcome.ACCEPTED;
            case Delivery.Partial(long rejected, String reason) ->
                new Outcome.Partial(Math.toIntExact(Math.min(rejected, 1 << 30)), reason);
            case Delivery.Retry(String reason, Duration after) ->
                new Outcome.Retry(reason, after.isZero() ? PAUSE : after);
            case Delivery.Unreachable(String reason) -> new Outcome.Retry(reason, PAUSE);
            case Delivery.Refused(String reason) -> new Outcome.Refused(reason);
          };
      worst = rank(outcome) > rank(worst) ? outcome : worst;
    }
    return worst;
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> 0;
      case Outcome.Partial _ -> 1;
      case Outcome.Refused _ -> 2;
      case Outcome.Overloaded _ -> 3;
      case Outcome.Retry _ -> 4;
    };
  }
}
