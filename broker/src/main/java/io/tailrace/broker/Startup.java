package io.tailrace.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;

/// The steps from a data directory to a node that serves requests, cheapest refusal first.
final class Startup {
  private final BrokerSettings settings;
  private final Consumer<String> fatal;

  private Startup(BrokerSettings settings, Consumer<String> fatal) {
    this.settings = settings;
    this.fatal = fatal;
  }

  /// Starts a node, and says what stood in the way where something did.
  static RunningNode run(BrokerSettings settings, Consumer<String> fatal)
      throws BrokerStartException {
    try {
      return new Startup(settings, fatal).claim();
    } catch (BrokerStartException e) {
      throw e;
    } catch (FileSystemException e) {
      throw unwritable(settings.directory(), e);
    } catch (Exception e) {
      throw new BrokerStartException(
          "The embedded broker did not start on %s: %s".formatted(settings.directory(), root(e)),
          e);
    }
  }

  /// Loads the classes that read Kafka's settings, which are most of what is loaded before anything
  /// runs.
  static void load() {
    var _ = new KafkaConfig(NodeProperties.of(Path.of("any"), "127.0.0.1", 1, 2), false);
  }

  private RunningNode claim() throws Exception {
    Path directory = settings.directory();
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(directory, "broker.lock");
    boolean ready = false;
    try {
      RunningNode node = start(lock);
      ready = true;
      return node;
    } finally {
      if (!ready) {
        lock.close();
      }
    }
  }

  private RunningNode start(DirectoryLock lock) throws Exception {
    Path directory = settings.directory();
    DiskGuard disk = DiskGuard.of(settings.disk(), directory, Volume.of(directory), fatal);
    try (Sockets sockets = new Sockets()) {
      int port = bind(sockets);
      Optional<RemoteListener> remote =
          settings.listen().isPresent()
              ? Optional.of(RemoteListener.bind(settings.listen().get(), sockets))
              : Optional.empty();
      int controllerPort = Loopback.bindController(sockets, directory.resolve("controller.port"));
      LogDirectory logs = LogDirectory.prepare(directory);
      LastWords.install(directory, fatal);
      Properties properties = NodeProperties.of(logs.path(), settings.host(), port, controllerPort);
      remote.ifPresent(each -> each.addTo(properties));
      boolean afterKill = logs.wasKilled();
      Node node = Node.of(new KafkaConfig(properties, false), sockets, controllerPort, fatal);
      RunningNode running =
          new RunningNode(
              directory,
              lock,
              node,
              disk,
              new RunningBroker(
                  Loopback.written(settings.host()) + ":" + port,
                  ProcessHandle.current().pid(),
                  logs.clusterId()),
              remote.map(each -> each.advertised().toString()));
      boolean ready = false;
      try {
        node.start(afterKill);
        if (settings.listen().isPresent()) {
          new RemoteAccess(settings.listen().get()).apply(running.endpoint().bootstrap());
        }
        running.endpoint().write(directory);
        disk.start();
        ready = true;
        return running;
      } finally {
        if (!ready) {
          node.close();
        }
      }
    }
  }

  private int bind(Sockets sockets) throws BrokerStartException {
    InetSocketAddress address =
        new InetSocketAddress(Loopback.address(settings.host()), settings.port());
    try {
      return sockets.bind(NodeProperties.LOCAL, address);
    } catch (BindException e) {
      throw new BrokerStartException(
          "The embedded broker cannot listen on %s:%d (%s). Stop what listens there, or set embedded.endpoint of the kafka extension to another port."
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new BrokerStartException(
          "The embedded broker cannot listen on %s:%d (%s). Set embedded.endpoint of the kafka extension to a loopback address and a port that this user may open."
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private static BrokerStartException unwritable(Path directory, FileSystemException e) {
    String reason =
        switch (e) {
          case AccessDeniedException _ -> "permission denied";
          case FileAlreadyExistsException _ -> "it is not a directory";
          default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
    return new BrokerStartException(
        "The data directory %s cannot be written (%s: %s). Give it to the user %s, or give another directory with --data-dir."
            .formatted(directory, e.getFile(), reason, System.getProperty("user.name")),
        e);
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
      root = cause;
    }
    return root;
  }
}
