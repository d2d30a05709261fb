package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.FakeIntake;
import io.tailrace.testkit.RawConnection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may send.
class OtlpAuthTest {
  private static final String JSON =
      "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
          + "\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\"}]}]}]}";

  private final FakeHost host = new FakeHost("otlp");
  private final FakeIntake intake = new FakeIntake();
  private Optional<OtlpReceiver> receiver = Optional.empty();

  @AfterEach
  void close() {
    receiver.ifPresent(OtlpReceiver::close);
  }

  @Test
  @Proves({
    "GrpcServerConfig.auth",
    "ServerAuthConfig.authenticator",
    "GrpcServerConfig.include_metadata"
  })
  void letsInOverGrpcWhoTheExtensionLetsIn() throws Exception {
    letIn("authorization", "Bearer good");
    byte[] good = Requests.of(Signal.TRACES, 1);
    try (GrpcSender sender =
        new GrpcSender(start("grpc", "auth: {authenticator: gate}\ninclude_metadata: true"))) {
      assertThat(sender.send(Signal.TRACES, good).status().getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer good");
      assertThat(sender.send(Signal.TRACES, good, CallOptions.DEFAULT, headers).status())
          .isEqualTo(Status.OK);
    }
    knowsWhoSent();
  }

  @Test
  @Proves({
    "HttpServerConfig.auth",
    "ServerAuthConfig.authenticator",
    "HttpServerConfig.include_metadata"
  })
  void letsInOverHttpWhoTheExtensionLetsIn() throws Exception {
    letIn("authorization", "Bearer good");
    String address = start("http", "auth: {authenticator: gate}\ninclude_metadata: true");
    assertThat(post(address, "/v1/traces", ""))
        .startsWith("HTTP/1.1 401")
        .contains("{\"code\":16,\"message\":\"not let in\"}");
    assertThat(post(address, "/v1/traces", "Authorization: Bearer bad\r\n"))
        .startsWith("HTTP/1.1 401");
    assertThat(post(address, "/v1/traces", "Authorization: Bearer good\r\n"))
        .startsWith("HTTP/1.1 200");
    knowsWhoSent();
  }

  private void knowsWhoSent() {
    assertThat(intake.offered()).hasSize(1);
    var sender = intake.offered().getFirst().origins().of(0);
    assertThat(sender.auth()).isEqualTo(Map.of("subject", "ada"));
    assertThat(sender.metadata()).containsEntry("authorization", List.of("Bearer good"));
  }

  @Test
  @Proves("ServerAuthConfig.request_params")
  void showsTheAuthenticatorTheParametersThatTheFileNames() throws Exception {
    letIn("token", "good");
    String named = start("http", "auth: {authenticator: gate, request_params: [token]}");
    assertThat(post(named, "/v1/traces?token=good", "")).startsWith("HTTP/1.1 200");
    assertThat(post(named, "/v1/traces?token=bad", "")).startsWith("HTTP/1.1 401");
    close();
    String unnamed = start("http", "auth: {authenticator: gate, request_params: [other]}");
    assertThat(post(unnamed, "/v1/traces?token=good", "")).startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http"})
  void saysThatAnAuthenticatorIsMissing(String protocol) {
    assertThatThrownBy(() -> start(protocol, "auth: {authenticator: nobody}"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("nobody");
  }

  private void letIn(String header, String value) {
    ServerAuthenticator gate =
        headers ->
            headers.apply(header).contains(value)
                ? new ServerAuthenticator.Verdict.Granted(Map.of("subject", "ada"))
                : new ServerAuthenticator.Verdict.Denied("not let in");
    host.with(ComponentId.of("gate"), gate);
  }

  private String start(String protocol, String yaml) throws StartException {
    String text =
        "protocols:\n  %s:\n    endpoint: 127.0.0.1:0\n".formatted(protocol) + yaml.indent(4);
    receiver = Optional.of(Receivers.of(text, host, intake));
    receiver.get().start();
    return receiver.get().listening().getFirst().address();
  }

  private static String post(String address, String target, String headers) throws IOException {
    try (RawConnection connection = RawConnection.to(address)) {
      connection.send(
          """
          POST %s HTTP/1.1\r
          Host: x\r
          Content-Type: application/json\r
          Content-Length: %d\r
          %s\r
          %s\
          """
              .formatted(target, JSON.length(), headers, JSON));
      return connection.answer();
    }
  }
}
