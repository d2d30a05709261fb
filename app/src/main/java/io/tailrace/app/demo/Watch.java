package io.tailrace.app.demo;

import io.tailrace.component.StartException;
import io.tailrace.topology.KafkaConnection;
import io.tailrace.topology.PolicyCounts;
import io.tailrace.topology.SampledTraces;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// Looks at a process again and again from outside: at its ledger, and at the topics of its sampled
/// pipelines. While the process is away, what was seen last is kept.
final class Watch implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(700);
  private static final Duration TO_ANSWER = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest ledger;
  private final KafkaConnection kafka;
  private final String prefix;
  private final boolean sampled;
  private final Thread looking;
  private Optional<SampledTraces> topics = Optional.empty();
  private volatile Seen last = new Seen(LedgerPage.NONE, List.of());

  /// Begins to look.
  ///
  /// @param metrics the port of the ledger
  /// @param broker the port of the broker
  /// @param prefix what the names of topics begin with
  /// @param sampled whether there is a sampled pipeline
  Watch(int metrics, int broker, String prefix, boolean sampled) {
    this.ledger =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/ledger".formatted(metrics)))
            .timeout(TO_ANSWER)
            .build();
    this.kafka = KafkaConnection.embedded("127.0.0.1:" + broker, "tailrace-demo");
    this.prefix = prefix;
    this.sampled = sampled;
    this.looking = Thread.ofVirtual().name("watch").start(this::run);
  }

  /// What was seen.
  ///
  /// @param policies what the policies of each sampled pipeline have decided
  record Seen(LedgerPage ledger, List<PolicyCounts> policies) {
    /// Copies the list.
    Seen {
      policies = List.copyOf(policies);
    }

    /// Whether nothing is on its way or undecided, and the books agree.
    boolean settled() {
      return ledger.balanced()
          && ledger.inFlight() == 0
          && policies.stream().allMatch(counts -> counts.traces() + counts.behind() == 0);
    }
  }

  /// What was seen last.
  Seen last() {
    return last;
  }

  /// Looks now; empty if the process does not answer.
  synchronized Optional<Seen> look() throws InterruptedException {
    try {
      var answer = http.send(ledger, BodyHandlers.ofString());
      var seen = new Seen(LedgerPage.of(answer.body()), policies());
      last = seen;
      return Optional.of(seen);
    } catch (IOException | StartException | ExecutionException | RuntimeException _) {
      disconnect();
      return Optional.empty();
    }
  }

  private List<PolicyCounts> policies()
      throws StartException, ExecutionException, InterruptedException {
    if (!sampled) {
      return List.of();
    }
    if (topics.isEmpty()) {
      topics = Optional.of(new SampledTraces(kafka, prefix));
    }
    return topics.get().policies();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        var _ = look();
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void disconnect() {
    topics.ifPresent(SampledTraces::close);
    topics = Optional.empty();
  }

  @Override
  public void close() {
    looking.interrupt();
    synchronized (this) {
      disconnect();
    }
    http.close();
  }
}
