package io.tailrace.component.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import io.tailrace.component.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ArrivingBodyTest {
  private static final int KIB = 1 << 10;
  private static final Duration NEVER = Duration.ZERO;
  private static final HttpTimeouts PATIENT = new HttpTimeouts(NEVER, NEVER, NEVER);

  private final MessageMemory memory = new MessageMemory(1024 * KIB, () -> false);
  private final ClientFactory connections = ClientFactory.builder().build();
  private HttpServer server = server(NEVER);

  private HttpServer server(Duration readTimeout) {
    HttpServer made =
        new HttpServer(
            Servers.http(readTimeout), PATIENT, "127.0.0.1:0", new Servers.Loopback(), memory);
    made.route(
        "/", (call, done) -> done.accept(HttpReply.text(200, call.body().length + " bytes")));
    return made;
  }

  @AfterEach
  void close() {
    connections.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"H1C", "H2C"})
  void aRequestForWhichNoMemoryIsLeftIsTurnedAwayAloneAndSucceedsLater(SessionProtocol protocol)
      throws Exception {
    WebClient client = client(protocol);
    HttpRequestWriter upload = upload();
    HttpResponse answer = client.execute(upload);
    upload.write(bytes(600 * KIB));
    Patience.until(() -> memory.held() > 600 * KIB);

    AggregatedHttpResponse refused = send(client, 900 * KIB);

    assertThat(refused.status().code()).isEqualTo(503);
    assertThat(refused.headers().get("retry-after")).isEqualTo("1");
    assertThat(refused.contentUtf8())
        .contains("more requests arrive at once than memory is set aside for");
    assertThat(send(client, KIB).contentUtf8()).isEqualTo("1024 bytes");
    assertThat(memory.held()).isBetween(600L * KIB, 800L * KIB);

    upload.close();
    assertThat(answer.aggregate().join().contentUtf8()).isEqualTo("614400 bytes");
    assertThat(memory.held()).isZero();
    assertThat(send(client, 900 * KIB).contentUtf8()).isEqualTo("921600 bytes");
    assertThat(memory.held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"H1C", "H2C"})
  void aRequestThatIsGivenUpGivesBackWhatItTook(SessionProtocol protocol) throws Exception {
    HttpRequestWriter upload = upload();
    HttpResponse answer = client(protocol).execute(upload);
    upload.write(bytes(600 * KIB));
    Patience.until(() -> memory.held() > 600 * KIB);

    answer.abort();

    Patience.until(() -> memory.held() == 0);
  }

  @Test
  void aRequestThatTakesTooLongGivesBackWhatItTook() throws Exception {
    server = server(Duration.ofMillis(500));
    HttpRequestWriter upload = upload();
    HttpResponse answer = client(SessionProtocol.H1C).execute(upload);
    upload.write(bytes(600 * KIB));

    assertThat(answer.aggregate().join().status().code()).isEqualTo(408);

    Patience.until(() -> memory.held() == 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"H1C", "H2C"})
  void aSingleRequestMayTakeMoreSinceNobodyElseWould(SessionProtocol protocol)
      throws StartException {
    assertThat(send(client(protocol), 1200 * KIB).contentUtf8()).isEqualTo("1228800 bytes");
    assertThat(memory.held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"H1C", "H2C"})
  void aRequestThatWouldNeverFitInIsNotAskedForAgain(SessionProtocol protocol)
      throws StartException {
    WebClient client = client(protocol);

    AggregatedHttpResponse refused = send(client, 3000 * KIB);

    assertThat(refused.status().code()).isEqualTo(413);
    assertThat(refused.contentUtf8()).contains("TAILRACE_HEAP");
    assertThat(send(client, KIB).contentUtf8()).isEqualTo("1024 bytes");
    assertThat(memory.held()).isZero();
  }

  /// A client whose machine is gone sends nothing, and no end either. The fourth column of a socket
  /// is its state, the sixth says which of its timers runs and for how many hundredths more.
  @Test
  @EnabledOnOs(OS.LINUX)
  void aClientThatIsGoneIsFoundOut() throws Exception {
    HttpRequestWriter upload = upload();
    HttpResponse _ = client(SessionProtocol.H1C).execute(upload);
    upload.write(bytes(KIB));
    String port = server.address().substring(server.address().lastIndexOf(':') + 1);
    String local = ":%04X".formatted(Integer.parseInt(port));
    String probing = "02:00000";

    Patience.until(
        () ->
            sockets()
                .anyMatch(
                    columns ->
                        columns[1].endsWith(local)
                            && columns[3].equals("01")
                            && columns[5].startsWith(probing)));
  }

  private static Stream<String[]> sockets() {
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(
            file -> {
              try {
                return Files.readAllLines(Path.of(file)).stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .map(line -> line.strip().split("\\s+"));
  }

  private WebClient client(SessionProtocol protocol) throws StartException {
    server.start();
    return WebClient.builder(protocol.uriText() + "://" + server.address())
        .factory(connections)
        .responseTimeout(Duration.ofSeconds(60))
        .build();
  }

  private static HttpRequestWriter upload() {
    return HttpRequest.streaming(RequestHeaders.of(HttpMethod.POST, "/"));
  }

  private static AggregatedHttpResponse send(WebClient client, int bytes) {
    return client
        .execute(HttpRequest.of(RequestHeaders.of(HttpMethod.POST, "/"), bytes(bytes)))
        .aggregate()
        .join();
  }

  private static HttpData bytes(int count) {
    return HttpData.wrap(new byte[count]);
  }
}
