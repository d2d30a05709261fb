package io.tailrace.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A catalog with one component for each thing that configuration can express.
final class TestCatalog implements Catalog {
  private static final Set<String> ALL = Set.of("traces", "metrics", "logs");

  record Otlp(@Option(doc = "What is spoken.") Protocols protocols) implements Validated {
    @Override
    public void validate(Findings findings) {
      if (protocols.grpc().isEmpty() && protocols.http().isEmpty()) {
        findings.error("protocols", "name at least one of grpc and http");
      }
    }
  }

  record Protocols(
      @Option(value = "{endpoint: localhost:4317}", onWhenEmpty = true, doc = "gRPC.")
          Optional<Server> grpc,
      @Option(value = "{endpoint: localhost:4318}", onWhenEmpty = true, doc = "HTTP.")
          Optional<Server> http) {}

  record Server(
      @Option(doc = "Where to listen.") String endpoint,
      @Option(value = "20", key = "max_recv_msg_size_mib", min = 0, doc = "Size.") int size,
      @Option(doc = "TLS.") Optional<Tls> tls) {}

  record Tls(
      @Option(doc = "The certificate.") Optional<String> certFile,
      @Option(doc = "The key.") Optional<Secret> keyPem,
      @Option(
              value = "1.2",
              oneOf = {"1.2", "1.3"},
              doc = "Version.")
          String minVersion) {}

  record Batch(
      @Option(value = "200ms", min = 0, doc = "Wait.") Duration timeout,
      @Option(value = "8192", min = 0, max = 1_000_000, doc = "Size.") int sendBatchSize,
      @Option(nonEmpty = true, doc = "Keys.") List<String> metadataKeys,
      @Option(noEffect = "there is one batch for all", doc = "Limit.")
          int metadataCardinalityLimit) {}

  enum Compression {
    GZIP,
    SNAPPY,
    NONE
  }

  record Client(
      @Option(required = true, formerly = "target", doc = "Where to send.") String endpoint,
      @Option(doc = "Headers.") Map<String, Secret> headers,
      @Option(value = "gzip", doc = "Compression.") Compression compression,
      @Option(value = "5s", doc = "Timeout.") Duration timeout,
      @Option(value = "0.5", doc = "Ratio.") double ratio,
      @Option(doc = "Retry.") Retry retryOnFailure,
      @Option(doc = "Queue.") Optional<Queue> sendingQueue,
      @Option(doc = "TLS.") Tls tls,
      @Option(inline = true, doc = "Delivery.") Delivery delivery) {}

  record Retry(
      @Option(value = "true", doc = "Whether.") boolean enabled,
      @Option(value = "5s", doc = "First.") Duration initialInterval) {}

  record Queue(@Option(value = "1000", doc = "Size.") int queueSize) {}

  record Delivery(@Option(doc = "Rate.") Optional<Double> maxRate) {}

  record Debug(
      @Option(
              value = "basic",
              oneOf = {"basic", "normal", "detailed"},
              doc = "How much.")
          String verbosity) {}

  record Empty() {}

  record Health(
      @Option(value = "localhost:13133", doc = "Where.") String endpoint,
      @Option(value = "/", doc = "Path.") String path) {}

  record Password(@Option(doc = "The password.") Secret password) {}

  record Zipkin(
      @Option(value = "localhost:13133", doc = "Where.") String endpoint,
      @Option(doc = "Who may send.") Optional<Auth> auth,
      @Option(noEffect = "nothing is stored", doc = "Where.") Optional<ComponentId> storage) {}

  record Auth(@Option(required = true, doc = "Who decides.") ComponentId authenticator) {}

  record Kafka(@Option(doc = "What is published.") Topics topics) {}

  record Topics(@Option(doc = "Pipelines.") List<PipelineId> publish) {}

  @Override
  public boolean samples(String processor) {
    return processor.equals("tail_sampling");
  }

  @Override
  public List<Type> types() {
    return List.of(
        new Type(Kind.RECEIVER, "otlp", List.of(), ALL, Otlp.class),
        new Type(Kind.RECEIVER, "zipkin", List.of(), Set.of("traces"), Zipkin.class),
        new Type(Kind.PROCESSOR, "batch", List.of(), ALL, Batch.class),
        new Type(Kind.PROCESSOR, "tail_sampling", List.of(), Set.of("traces"), Empty.class),
        new Type(Kind.EXPORTER, "otlp_grpc", List.of("otlp"), ALL, Client.class),
        new Type(Kind.EXPORTER, "debug", List.of("logging"), ALL, Debug.class),
        new Type(Kind.CONNECTOR, "forward", List.of(), ALL, Empty.class),
        new Type(
            Kind.CONNECTOR,
            "count",
            List.of(),
            ALL,
            Empty.class,
            Map.of("traces", Set.of("metrics"), "logs", Set.of("metrics"))),
        new Type(Kind.EXTENSION, "health_check", List.of(), Set.of(), Health.class),
        new Type(Kind.EXTENSION, "basicauth", List.of(), Set.of(), Password.class),
        new Type(Kind.EXTENSION, "kafka", List.of(), Set.of(), Kafka.class));
  }
}
