package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Kind;
import io.tailrace.config.Loaded;
import io.tailrace.config.Problem;
import io.tailrace.config.Report;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The sections that the Collector's components share: every key, with its default. What they do
/// is proved where it is done.
class SharedBlocksTest {
  /// What the sections may refer to.
  private static final String EXTENSIONS =
      """
      extensions:
        basicauth: {htpasswd: {inline: 'a:b'}}
        bearertokenauth: {token: a}
        file_storage: {directory: /var/lib/otel}
      service::extensions: [basicauth, bearertokenauth, file_storage]
      """;

  private static final String TLS_FILES = "cert_file: a.pem, key_file: a.key";

  @Test
  void retryOnFailureHasTheCollectorsKeysAndDefaults() {
    Block retry = exporter("otlp_grpc", "endpoint: 'a:1', retry_on_failure: {%s}");
    retry.has("enabled", "true", "false");
    retry.has("initial_interval", "5s", "1s");
    retry.has("max_interval", "30s", "1m");
    retry.has("multiplier", "1.5", "2");
    retry.has("randomization_factor", "0.5", "0.1");
    retry.takes("max_elapsed_time", "300s");
  }

  @Test
  void retryOnFailureIsCheckedAsTheCollectorDoes() {
    Block retry = exporter("otlp_grpc", "endpoint: 'a:1', retry_on_failure: {%s}");
    retry.refuses("initial_interval: -1s", "at least 0");
    retry.refuses("randomization_factor: 1.1", "between 0 and 1");
    retry.refuses("multiplier: -1", "at least 0");
    retry.refuses("max_elapsed_time: 4s, max_interval: 1s", "shorter than initial_interval");
    retry.refuses("max_elapsed_time: 20s", "shorter than max_interval");
    retry.accepts("max_elapsed_time: 0s");
    retry.accepts("max_elapsed_time: 1s, enabled: false");
  }

  @Test
  void sendingQueueHasTheCollectorsKeysAndDefaults() {
    Block queue = exporter("otlp_grpc", "endpoint: 'a:1', sending_queue: {%s}");
    queue.has("num_consumers", "10", "3");
    queue.hasWithoutEffect("enabled", "true", "false");
    queue.hasWithoutEffect("queue_size", "1000", "5000");
    queue.hasWithoutEffect("sizer", "requests", "items");
    queue.hasWithoutEffect("block_on_overflow", "false", "true");
    queue.hasWithoutEffect("wait_for_result", "false", "true");
    queue.hasWithoutEffect("storage", "", "file_storage");
    queue.takes("batch", "");
  }

  @Test
  void sendingQueueIsCheckedAsTheCollectorDoes() {
    Block queue = exporter("otlp_grpc", "endpoint: 'a:1', sending_queue: {%s}");
    queue.refuses("num_consumers: 0", "between 1 and");
    queue.refuses("queue_size: 0", "at least 1");
    queue.refuses("wait_for_result: true, storage: file_storage", "does not go with storage");
    queue.refuses("sizer: items, queue_size: 5, batch: {min_size: 6}", "more than queue_size");
    queue.accepts("queue_size: 5, batch: {min_size: 6}");
    queue.refuses("batch: {min_size: 6, max_size: 5}", "less than min_size");
  }

  @Test
  void batchOfTheQueueHasTheCollectorsKeysAndDefaults() {
    Block batch = exporter("otlp_grpc", "endpoint: 'a:1', sending_queue: {batch: {%s}}");
    batch.has("flush_timeout", "200ms", "1s");
    batch.has("min_size", "8192", "1");
    batch.has("max_size", "0", "9000");
    batch.takes("sizer", "bytes");
    batch.has("partition", "{metadata_keys: []}", "{metadata_keys: [tenant]}");
    batch.refuses("sizer: requests", "not one of the values allowed here");
  }

  @Test
  void timeoutIsFiveSecondsAndThirtyOverHttp() {
    exporter("otlp_grpc", "endpoint: 'a:1', %s").has("timeout", "5s", "1s");
    exporter("otlp_http", "endpoint: 'http://a', %s").has("timeout", "30s", "1s");
  }

  @Test
  void grpcServerHasTheCollectorsKeysAndDefaults() {
    Block server = receiver("grpc: {%s}");
    server.has("endpoint", "'localhost:4317'", "'0.0.0.0:4317'");
    server.has("transport", "tcp", "tcp4");
    server.has("max_recv_msg_size_mib", "0", "16");
    server.has("max_concurrent_streams", "0", "10");
    server.has("include_metadata", "false", "true");
    server.hasWithoutEffect("read_buffer_size", "524288", "1024");
    server.hasWithoutEffect("write_buffer_size", "0", "1024");
    server.takes("tls", "{" + TLS_FILES + "}");
    server.takes("auth", "{authenticator: basicauth}");
    server.takes("middlewares", "[{id: limiter}]");
    server.takes(
        "keepalive",
        "{server_parameters: {max_connection_idle: 1s, max_connection_age: 1m,"
            + " max_connection_age_grace: 1s, time: 1m, timeout: 1s},"
            + " enforcement_policy: {min_time: 1s, permit_without_stream: true}}");
  }

  @Test
  void grpcClientHasTheCollectorsKeysAndDefaults() {
    Block client = exporter("otlp_grpc", "endpoint: 'a:1', %s");
    client.has("compression", "gzip", "zstd");
    client.has("balancer_name", "round_robin", "pick_first");
    client.has("wait_for_ready", "false", "true");
    client.has("authority", "", "b");
    client.has("user_agent", "", "relay/1");
    client.hasWithoutEffect("read_buffer_size", "0", "1024");
    client.hasWithoutEffect("write_buffer_size", "524288", "1024");
    client.takes("headers", "{x-a: b}");
    client.takes("headers", "[{name: x-a, value: b}]");
    client.takes("keepalive", "{time: 1m, timeout: 1s, permit_without_stream: true}");
    client.takes("tls", "{insecure: true}");
    client.takes("auth", "{authenticator: bearertokenauth}");
    client.takes("middlewares", "[{id: limiter}]");
  }

  @Test
  void grpcClientTakesItsTlsFromTheScheme() {
    Block client = exporter("otlp_grpc", "%s");
    for (String endpoint : List.of("https://a:1", "http://a:1", "dns:///a:1", "a:1")) {
      client.accepts("endpoint: '" + endpoint + "'");
    }
    client.refuses("endpoint: a", "has no port");
    client.refuses("endpoint: ''", "must not be empty");
  }

  @Test
  void httpServerHasTheCollectorsKeysAndDefaults() {
    Block server = receiver("http: {%s}");
    server.has("endpoint", "'localhost:4318'", "'0.0.0.0:4318'");
    server.has("transport", "tcp", "tcp4");
    server.has("max_request_body_size", "20971520", "1024");
    server.has("include_metadata", "false", "true");
    server.has("read_timeout", "0", "1s");
    server.has("keep_alives_enabled", "true", "false");
    server.takes("cors", "{allowed_origins: ['*'], allowed_headers: [a], max_age: 5}");
    server.takes("cors", "{allowed_origins: ['*'], exposed_headers: [a]}");
    server.takes("response_headers", "{a: b}");
    server.takes("compression_algorithms", "['', gzip, zstd, zlib, snappy, deflate, lz4]");
    server.takes("tls", "{" + TLS_FILES + "}");
    server.takes("auth", "{authenticator: basicauth, request_params: [token]}");
    server.takes("middlewares", "[{id: limiter}]");
  }

  @Test
  void theOtlpReceiverHasNoOtherTimeoutsOfItsHttpServer() {
    Block server = receiver("http: {%s}");
    server.has("read_header_timeout", "0", "1m");
    server.has("write_timeout", "0", "30s");
    server.has("idle_timeout", "0", "1m");
  }

  @Test
  void httpClientHasTheCollectorsKeysAndDefaults() {
    Block client = exporter("otlp_http", "endpoint: 'http://a', %s");
    client.has("compression", "gzip", "zstd");
    client.has("idle_conn_timeout", "90s", "1s");
    client.has("disable_keep_alives", "false", "true");
    client.has("force_attempt_http2", "true", "false");
    client.has("proxy_url", "", "'http://proxy:3128'");
    client.hasWithoutEffect("max_idle_conns", "100", "5");
    client.hasWithoutEffect("max_idle_conns_per_host", "0", "5");
    client.hasWithoutEffect("max_conns_per_host", "0", "5");
    client.hasWithoutEffect("http2_read_idle_timeout", "0", "1s");
    client.hasWithoutEffect("http2_ping_timeout", "0", "1s");
    client.hasWithoutEffect("read_buffer_size", "0", "1024");
    client.hasWithoutEffect("write_buffer_size", "524288", "1024");
    client.takes("compression_params", "{level: 6}");
    client.takes("cookies", "{enabled: true}");
    client.takes("headers", "{x-a: b}");
    client.takes("tls", "{insecure_skip_verify: true}");
    client.takes("auth", "{authenticator: bearertokenauth}");
    client.takes("middlewares", "[{id: limiter}]");
  }

  @Test
  void tlsOfClientsHasTheCollectorsKeysAndDefaults() {
    Block tls = exporter("otlp_grpc", "endpoint: 'a:1', tls: {%s}");
    tls.has("insecure", "false", "true");
    tls.has("insecure_skip_verify", "false", "true");
    tls.has("server_name_override", "", "b");
    tls.has("min_version", "'1.2'", "'1.3'");
    tls.has("max_version", "", "'1.3'");
    tls.has("cipher_suites", "[]", "[TLS_AES_128_GCM_SHA256]");
    tls.has("include_system_ca_certs_pool", "false", "true");
    tls.has("reload_interval", "0", "1h");
    tls.hasWithoutEffect("curve_preferences", "[]", "[X25519]");
    tls.hasWithoutEffect("include_insecure_cipher_suites", "false", "true");
    tls.has("ca_file", "", "a.pem");
    tls.has("ca_pem", "", "pem");
    tls.accepts(TLS_FILES);
    tls.accepts("cert_pem: a, key_pem: b");
    tls.refuses("cert_file: a.pem", "belong together");
    tls.refuses("ca_file: a, ca_pem: b", "remove one of them");
    tls.refuses("min_version: '1.4'", "not one of the values allowed here");
  }

  @Test
  void tlsOfServersHasTheCollectorsKeysAndDefaults() {
    Block tls = receiver("grpc: {tls: {" + TLS_FILES + ", %s}}");
    tls.has("client_ca_file", "", "ca.pem");
    tls.has("client_ca_file_reload", "false", "true");
    tls.has("min_version", "'1.2'", "'1.3'");
    tls.has("max_version", "", "'1.3'");
    tls.has("cipher_suites", "[]", "[TLS_AES_128_GCM_SHA256]");
    tls.has("reload_interval", "0", "1h");
    tls.hasWithoutEffect("curve_preferences", "[]", "[X25519]");
    tls.hasWithoutEffect("include_insecure_cipher_suites", "false", "true");
    tls.hasWithoutEffect("include_system_ca_certs_pool", "false", "true");
    tls.hasWithoutEffect("ca_file", "", "a.pem");
    tls.refuses("cert_pem: a", "remove one of them");
    receiver("grpc: {tls: {%s}}").refuses("cert_file: a.pem", "belong together");
  }

  @Test
  void exportersUseTlsUnlessTheyAreToldNotTo() {
    exporter("otlp_grpc", "endpoint: 'a:1', %s")
        .has("tls", "{insecure: false}", "{insecure: true}");
  }

  @Test
  void unknownKeysOfEveryBlockAreRefused() {
    exporter("otlp_http", "endpoint: 'http://a', %s").refuses("compresion: gzip", "compresion");
    exporter("otlp_grpc", "endpoint: 'a:1', %s").refuses("tls_settings: {}", "tls_settings");
    receiver("grpc: {%s}").refuses("keep_alive: {}", "keep_alive");
    receiver("http: {%s}").refuses("cors: {allowed_origin: []}", "allowed_origin");
  }

  private static Block exporter(String type, String options) {
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {%s: {%s}}
        service::pipelines: {traces: {receivers: [otlp], exporters: [%s]}}
        """;
    return new Block(Kind.EXPORTER, yaml.formatted(type, options, type) + EXTENSIONS);
  }

  private static Block receiver(String protocols) {
    String yaml =
        """
        receivers: {otlp: {protocols: {%s}}}
        exporters: {nop: }
        service::pipelines: {traces: {receivers: [otlp], exporters: [nop]}}
        """;
    return new Block(Kind.RECEIVER, yaml.formatted(protocols) + EXTENSIONS);
  }

  /// A section of a component, within a file that is good.
  ///
  /// @param file the file, with a place for keys
  private record Block(Kind kind, String file) {
    /// The key is known, says nothing with its default, and something with another value.
    void has(String key, String byDefault, String other) {
      assertThat(options(key + ": " + byDefault)).as(key).isEqualTo(options(""));
      assertThat(options(key + ": " + other)).as(key).isNotEqualTo(options(""));
    }

    void hasWithoutEffect(String key, String byDefault, String other) {
      has(key, byDefault, other);
      assertThat(read(key + ": " + other).problems())
          .extracting(Problem::message)
          .anyMatch(message -> message.startsWith("\"" + leaf(key, other) + "\" has no effect"));
    }

    void takes(String key, String value) {
      assertThat(options(key + ": " + value)).as(key).isNotEqualTo(options(""));
    }

    void accepts(String keys) {
      assertThat(options(keys)).isNotNull();
    }

    void refuses(String keys, String why) {
      assertThat(read(keys).problems(Problem.Severity.ERROR))
          .as(keys)
          .isNotEmpty()
          .allMatch(problem -> problem.message().contains(why));
    }

    private static String leaf(String key, String value) {
      return value.startsWith("{") ? value.substring(1, value.indexOf(':')) : key;
    }

    private Record options(String keys) {
      Loaded loaded = read(keys);
      Configuration configuration =
          loaded
              .configuration()
              .orElseThrow(() -> new AssertionError(Report.text(loaded.problems(), false)));
      return configuration.components().getOrDefault(kind, Map.of()).values().stream()
          .findFirst()
          .orElseThrow()
          .options();
    }

    private Loaded read(String keys) {
      return new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
          .read(List.of("yaml:" + file.formatted(keys)), List.of());
    }
  }
}
