package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testkit.RawConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelfObservationTest {
  @Test
  void answersWhileOthersNeverFinishTheirRequestsAndEndsThose() throws Exception {
    try (var open = SelfObservation.open("127.0.0.1:0", () -> "a 1\n", () -> "{}")) {
      List<RawConnection> slow = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        RawConnection connection = RawConnection.to(open.address());
        connection.send("GET /metrics HTTP/1.1\r\nHost: ");
        slow.add(connection);
      }

      assertThat(get(open, "/metrics")).isEqualTo("a 1\n");

      for (RawConnection connection : slow) {
        assertThat(connection.isClosed()).isTrue();
        connection.close();
      }
    }
  }

  private static String get(SelfObservation at, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://" + at.address() + path)).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
