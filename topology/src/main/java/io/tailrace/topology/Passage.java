package io.tailrace.topology;

import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.model.Inspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of requests through the pipelines of one configuration to the next hops, each in a
/// thread of its own that waits for the answers. It keeps nothing, so there is nothing to lose.
class Passage {
  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Map<Source, Entrance> entrances;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Where requests of one source go and who may refuse them.
  record Entrance(AdmissionControl admission, List<Branch> branches) {
    Entrance {
      branches = List.copyOf(branches);
    }
  }

  /// What happens to requests on the way to one exporter.
  record Branch(Plan.Route route, Chain chain, Exporter exporter) {
    /// Whether requests of a source come here.
    boolean takes(Source source) {
      return route.signal() == source.signal()
          && chain.receivers().contains(source.receiver().toString());
    }

    /// Sends what the processors leave of a request. What they fail on cannot be sent, now or
    /// later; what the exporter fails on may be.
    Delivery send(Payload request) throws InterruptedException {
      try (var _ = route.logs()) {
        Payload left;
        try {
          left = chain.process(request).left();
        } catch (RuntimeException e) {
          LOG.error("a processor of {} failed on a request", route.group(), e);
          return new Delivery.Refused("a processor failed on it: " + e);
        }
        return left.isEmpty() ? Delivery.DELIVERED : export(left);
      }
    }

    private Delivery export(Payload payload) throws InterruptedException {
      try {
        return exporter.export(payload);
      } catch (RuntimeException e) {
        LOG.error("exporter {} failed in a way that it should not", route.exporter(), e);
        return new Delivery.Retry("the exporter failed: " + e, Duration.ZERO);
      }
    }
  }

  Passage(Map<Source, Entrance> entrances) {
    this.entrances = Map.copyOf(entrances);
  }

  /// Takes a request, whose outcome is told exactly once.
  ///
  /// @return false if this way has ended; nothing is told then
  boolean take(Source source, Payload request, Consumer<Outcome> done) {
    try {
      threads.execute(() -> answer(source, request, done));
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  private void answer(Source source, Payload request, Consumer<Outcome> done) {
    Outcome outcome = new Outcome.Retry("the agent failed", SOON);
    try {
      outcome = outcome(source, request);
    } catch (InterruptedException _) {
      outcome = new Outcome.Retry("the next hop did not answer before this way to it ended", SOON);
    } catch (RuntimeException e) {
      LOG.error("a request from {} failed in a way that it should not", source.receiver(), e);
    } finally {
      done.accept(outcome);
    }
  }

  private Outcome outcome(Source source, Payload request) throws InterruptedException {
    Entrance entrance = entrances.get(source);
    if (entrance == null) {
      return source.unwanted();
    }
    AdmissionControl admission = entrance.admission();
    Optional<Outcome> refusal =
        admission.refusal(request, admission.metadata(request.origins().of(0)));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (Inspection.of(request.signal(), request.otlp()) instanceof Inspection.Malformed(var why)) {
      return new Outcome.Refused(why);
    }
    List<Delivery> answers = new ArrayList<>();
    for (Branch branch : entrance.branches()) {
      answers.add(branch.send(request));
    }
    return worst(answers);
  }

  /// Takes no more requests and lets those under way end.
  ///
  /// @param patience how long requests may take before their wait is ended
  void end(Duration patience) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        boolean _ = threads.awaitTermination(SOON.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
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
                new Outcome.Retry(reason, after.isZero() ? SOON : after);
            case Delivery.Unreachable(String reason) -> new Outcome.Retry(reason, SOON);
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
