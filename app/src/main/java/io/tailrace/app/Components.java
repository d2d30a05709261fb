package io.tailrace.app;

import io.tailrace.component.Factory;
import io.tailrace.component.MetricRegistry;
import io.tailrace.component.Service;
import io.tailrace.config.Catalog;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.connectors.forward.ForwardConnector;
import io.tailrace.exporters.debug.DebugExporter;
import io.tailrace.exporters.file.FileExporter;
import io.tailrace.exporters.kafka.KafkaExporter;
import io.tailrace.exporters.nop.NopExporter;
import io.tailrace.exporters.otlp_grpc.OtlpGrpcExporter;
import io.tailrace.exporters.otlp_http.OtlpHttpExporter;
import io.tailrace.extensions.basicauth.BasicAuthExtension;
import io.tailrace.extensions.bearertokenauth.BearerTokenAuthExtension;
import io.tailrace.extensions.file_storage.FileStorageExtension;
import io.tailrace.extensions.health_check.HealthCheckExtension;
import io.tailrace.extensions.pprof.PprofExtension;
import io.tailrace.extensions.zpages.ZpagesExtension;
import io.tailrace.model.Signal;
import io.tailrace.processors.attributes.AttributesProcessor;
import io.tailrace.processors.batch.BatchProcessor;
import io.tailrace.processors.memory_limiter.MemoryLimiter;
import io.tailrace.processors.resource.ResourceProcessor;
import io.tailrace.processors.tail_sampling.TailSampler;
import io.tailrace.receivers.kafka.KafkaReceiver;
import io.tailrace.receivers.otlp.OtlpReceiver;
import io.tailrace.topology.KafkaConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every component of this distribution: one line each, and nothing is found by magic.
public final class Components implements Catalog {
  /// All of them.
  public static final Components ALL = new Components();

  private static final List<Factory<?>> FACTORIES =
      List.of(
          // receivers
          KafkaReceiver.FACTORY,
          OtlpReceiver.FACTORY,
          // processors
          AttributesProcessor.FACTORY,
          BatchProcessor.FACTORY,
          MemoryLimiter.FACTORY,
          ResourceProcessor.FACTORY,
          TailSampler.FACTORY,
          // exporters
          DebugExporter.FACTORY,
          FileExporter.FACTORY,
          KafkaExporter.FACTORY,
          NopExporter.FACTORY,
          OtlpGrpcExporter.FACTORY,
          OtlpHttpExporter.FACTORY,
          // connectors
          ForwardConnector.FACTORY,
          // extensions
          BasicAuthExtension.FACTORY,
          BearerTokenAuthExtension.FACTORY,
          FileStorageExtension.FACTORY,
          HealthCheckExtension.FACTORY,
          KafkaConfig.FACTORY,
          PprofExtension.FACTORY,
          ZpagesExtension.FACTORY);

  private static final List<Type> TYPES = FACTORIES.stream().map(Components::type).toList();

  private Components() {}

  @Override
  public List<Type> types() {
    return TYPES;
  }

  /// Returns the factory of a kind by the type's newest name.
  ///
  /// @throws IllegalArgumentException if there is none: a configuration that was found good
  ///     names none of those
  static Factory<?> factory(Kind kind, String type) {
    return FACTORIES.stream()
        .filter(factory -> factory.kind() == kind && factory.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + kind.word() + " " + type));
  }

  @Override
  public boolean samples(String processor) {
    return find(Kind.PROCESSOR, processor)
        .map(type -> factory(Kind.PROCESSOR, type.name()).maker())
        .filter(Factory.SamplerMaker.class::isInstance)
        .isPresent();
  }

  /// Whether a processor decides about whole traces.
  static boolean samples(Configuration.Configured configured) {
    return ALL.samples(configured.type());
  }

  /// How long a processor that decides about whole traces waits for their spans; empty for others.
  public static Optional<Duration> decisionWait(Configuration.Configured configured) {
    Hosts hosts = new Hosts(Clock.systemUTC(), new MetricRegistry(), Service.IDLE, new Roster<>());
    return samples(configured)
        ? Optional.of(hosts.sampler(configured, ComponentId.of("traces")).decisionWait())
        : Optional.empty();
  }

  private static Type type(Factory<?> factory) {
    return new Type(
        factory.kind(),
        factory.type(),
        factory.aliases(),
        factory.signals().stream().map(Signal::id).collect(Collectors.toUnmodifiableSet()),
        factory.config());
  }
}
