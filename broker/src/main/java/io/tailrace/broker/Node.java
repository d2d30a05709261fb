package io.tailrace.broker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import scala.Tuple2;

/// Kafka's controller and broker, put together as Kafka's own `KafkaRaftServer` does, with three
/// differences that an embedded node needs.
///
/// It takes sockets that are bound already; what is fatal to it is reported instead of ending the
/// process; and after a kill it does not wait for the end of its own former session.
final class Node implements AutoCloseable {
  private static final long CONTROLLER_SECONDS = 60;

  private final ControllerServer controller;
  private final BrokerServer broker;
  private volatile Optional<BrokerLog> log = Optional.empty();

  private Node(ControllerServer controller, BrokerServer broker) {
    this.controller = controller;
    this.broker = broker;
  }

  /// Puts a node together; nothing runs before {@link #start}.
  ///
  /// @param fatal takes what ends the node without anybody having asked for it
  static Node of(KafkaConfig config, Sockets sockets, int controllerPort, Consumer<String> fatal) {
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
        KafkaRaftServer.initializeLogDirs(config, NodeLog.LOGGER, "");
    MetaPropertiesEnsemble meta = directories._1();
    SharedServer shared =
        new SharedServer(
            config,
            meta,
            Time.SYSTEM,
            Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, meta.clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                Map.of(NodeProperties.NODE_ID, Loopback.at(controllerPort))),
            List.of(),
            faults(fatal),
            sockets);
    BrokerServer broker = new BrokerServer(shared);
    return new Node(
        new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2()), broker);
  }

  private static FaultHandlerFactory faults(Consumer<String> fatal) {
    return (name, isFatal, action) ->
        isFatal
            ? (message, cause) -> {
              action.run();
              NodeLog.LOGGER.error("{}: {}", name, message, cause);
              fatal.accept(name + ": " + message + (cause == null ? "" : ": " + cause));
              return new FaultHandlerException(message, cause);
            }
            : new LoggingFaultHandler(name, action);
  }

  /// Starts the controller, then the broker, and returns once requests are served.
  ///
  /// @param afterKill whether the broker's last incarnation ended without saying so
  void start(boolean afterKill) throws Exception {
    controller.startup();
    if (afterKill) {
      forgetLastIncarnation();
    }
    broker.startup();
    log = Optional.of(new BrokerLog(broker.replicaManager()));
  }

  /// Takes the registration away that a killed incarnation left behind.
  ///
  /// Otherwise the controller, which cannot know that the other one is dead, refuses the broker
  /// until the session times out. Here the lock of the directory proves it dead, so sessions may
  /// be long: a pause does not fence the only broker, and a restart does not wait.
  private void forgetLastIncarnation() throws Exception {
    Controller active = controller.controller();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONTROLLER_SECONDS);
    while (true) {
      ControllerRequestContext request =
          new ControllerRequestContext(
              new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.of(deadline));
      try {
        active.unregisterBroker(request, NodeProperties.NODE_ID).get();
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof BrokerIdNotRegisteredException) {
          return;
        }
        if (!(e.getCause() instanceof NotControllerException) || System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(5);
      }
    }
  }

  /// The partitions of this broker.
  BrokerLog log() {
    return log.orElseThrow(() -> new IllegalStateException("the broker does not serve requests"));
  }

  /// Stops the broker, then the controller that it says good-bye to.
  @Override
  public void close() {
    log = Optional.empty();
    try {
      broker.shutdown();
      broker.awaitShutdown();
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }
}
