package io.tailrace.extensions.health_check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory.ExtensionMaker;
import io.tailrace.component.Host;
import io.tailrace.component.Metrics;
import io.tailrace.component.Service;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import io.tailrace.testkit.Options;
import io.tailrace.testkit.RawConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process = new Process();
  private Optional<HealthCheckExtension> extension = Optional.empty();

  @AfterEach
  void close() {
    client.shutdownNow();
    extension.ifPresent(HealthCheckExtension::close);
  }

  @Test
  @Proves("HealthCheckConfig.endpoint")
  void livesOnceReceiversHaveOpened() throws Exception {
    start("");
    HttpResponse<String> before = get("/");
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("\"status\":\"Server not available\"");
    process.opened = true;
    process.reasons = List.of("Kafka does not answer");
    HttpResponse<String> after = get("/");
    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.body())
        .isEqualTo(
            "{\"status\":\"Server available\",\"upSince\":\"1970-01-01T00:00:00Z\","
                + "\"uptime\":\"1h1m1.5s\"}");
  }

  @Test
  void saysWhyItIsNotReady() throws Exception {
    start("");
    process.reasons = List.of("Kafka does not answer", "state is being restored");
    HttpResponse<String> away = get("/readyz");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.body()).isEqualTo("Kafka does not answer\nstate is being restored\n");
    process.reasons = List.of();
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  @Proves({
    "HealthCheckConfig.path",
    "HealthCheckConfig.response_body",
    "ResponseBody.healthy",
    "ResponseBody.unhealthy"
  })
  void answersWhereAndWhatTheFileSays() throws Exception {
    start("path: /health\nresponse_body: {healthy: fine, unhealthy: ill}");
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/health").body()).isEqualTo("ill");
    process.opened = true;
    assertThat(get("/health").body()).isEqualTo("fine");
  }

  @Test
  @Proves({"HttpTimeouts.read_header_timeout", "HttpTimeouts.idle_timeout"})
  void closesConnectionsThatSayNothing() throws Exception {
    start("read_header_timeout: 300ms\nidle_timeout: 0s");
    try (RawConnection silent = RawConnection.to(extension.get().address())) {
      assertThat(silent.isClosed()).isTrue();
    }
    extension.get().close();
    start("read_header_timeout: 0s\nidle_timeout: 300ms");
    try (RawConnection idle = RawConnection.to(extension.get().address())) {
      idle.send("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(idle.answer()).startsWith("HTTP/1.1 200");
      assertThat(idle.isClosed()).isTrue();
    }
  }

  @Test
  void refusesAddressesAndPathsThatNobodyCouldAskFor() {
    assertThat(Options.problems(HealthCheckExtension.FACTORY, "{endpoint: '', path: live}"))
        .extracting(problem -> problem.message())
        .containsExactlyInAnyOrder(
            "endpoint must not be empty: give a host and a port",
            "path is \"live\", expected one that begins with /");
  }

  @Test
  @Proves("HttpTimeouts.write_timeout")
  void answersProbesAlsoWhenNobodyCanSayHowItIs() throws Exception {
    start("write_timeout: 300ms");
    process.silent.acquire();
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("there was no answer within 300 ms");
    process.silent.release();
    assertThat(get("/readyz").body()).isEqualTo("ready\n");
  }

  private void start(String yaml) throws StartException {
    var maker = (ExtensionMaker<HealthCheckConfig>) HealthCheckExtension.FACTORY.maker();
    extension =
        Optional.of(
            (HealthCheckExtension)
                maker.make(
                    Options.of(HealthCheckExtension.FACTORY, "endpoint: 127.0.0.1:0\n" + yaml),
                    process));
    extension.get().start();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + extension.get().address() + path)).build(),
        BodyHandlers.ofString());
  }

  private static final class Process implements Host, Service {
    private final Semaphore silent = new Semaphore(1);
    private volatile boolean opened;
    private volatile List<String> reasons = List.of();

    @Override
    public ComponentId id() {
      return ComponentId.of("health_check");
    }

    @Override
    public Set<Signal> signals() {
      return Set.of();
    }

    @Override
    public InstantSource clock() {
      return InstantSource.fixed(Instant.ofEpochMilli(3_661_500));
    }

    @Override
    public Metrics metrics() {
      return new FakeMetrics();
    }

    @Override
    public <T> Optional<T> extension(ComponentId id, Class<T> type) {
      return Optional.empty();
    }

    @Override
    public Service service() {
      return this;
    }

    @Override
    public Instant started() {
      return Instant.EPOCH;
    }

    @Override
    public boolean opened() {
      return opened;
    }

    @Override
    public List<String> unready() {
      silent.acquireUninterruptibly();
      silent.release();
      return reasons;
    }

    @Override
    public Optional<Configuration> configuration() {
      return Optional.empty();
    }
  }
}
