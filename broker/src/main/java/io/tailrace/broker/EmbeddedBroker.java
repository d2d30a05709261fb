package io.tailrace.broker;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A Kafka broker and its controller in this process, for those who have no Kafka.
///
/// It listens on the loopback address only, has one replica of everything, and survives being
/// killed: what it acknowledged is in the operating system's page cache.
///
/// Whoever reaches the loopback listener is its administrator: any process of any user on this
/// machine. Machines with users who do not trust each other need a Kafka of their own. Processes
/// on other machines use the secured listener, where nobody administers anything.
public final class EmbeddedBroker implements AutoCloseable {
  private final BrokerSettings settings;
  private final Consumer<String> fatal;
  private @Nullable RunningNode running;

  /// Creates a broker that ends the process when it cannot go on; nothing happens before
  /// {@link #start}.
  public EmbeddedBroker(BrokerSettings settings) {
    this(settings, EmbeddedBroker::endProcess);
  }

  /// Creates a broker; nothing happens before {@link #start}.
  ///
  /// @param settings what to start
  /// @param fatal takes the reason, in sentences for a person, when the broker cannot go on; it
  ///     runs on any thread, perhaps more than once, and should end the process
  public EmbeddedBroker(BrokerSettings settings, Consumer<String> fatal) {
    this.settings = settings;
    this.fatal = fatal;
  }

  @SuppressWarnings("SystemOut") // The last words must not depend on a logger that is closing.
  private static void endProcess(String reason) {
    System.err.println(reason);
    Runtime.getRuntime().halt(1);
  }

  /// Starts a broker on a free port in a directory that a test throws away afterwards.
  public static EmbeddedBroker temporary(Path directory) {
    EmbeddedBroker broker =
        new EmbeddedBroker(
            BrokerSettings.in(directory).withPort(0).withDisk(DiskSettings.TEMPORARY));
    try {
      broker.start();
    } catch (BrokerStartException e) {
      throw new IllegalStateException(e);
    }
    return broker;
  }

  /// Starts the broker and returns once it serves requests. An interrupt is kept until then: Kafka
  /// would close its files at it and take them for broken.
  ///
  /// @throws BrokerStartException if it cannot, with the cause and the likely fix
  public synchronized void start() throws BrokerStartException {
    if (running != null) {
      throw new IllegalStateException("already started");
    }
    FutureTask<RunningNode> startup = new FutureTask<>(() -> Startup.run(settings, fatal));
    Thread.ofPlatform().name("broker start").start(startup);
    boolean interrupted = false;
    while (startup.state() == Future.State.RUNNING) {
      try {
        startup.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (startup.state() == Future.State.FAILED) {
      if (startup.exceptionNow() instanceof BrokerStartException known) {
        throw known;
      }
      throw new IllegalStateException(startup.exceptionNow());
    }
    running = startup.resultNow();
  }

  /// Host and port that clients in this process and on this machine connect to.
  ///
  /// @throws IllegalStateException if the broker does not run
  public String bootstrapServers() {
    return running().endpoint().bootstrap();
  }

  /// Host and port that others connect to; empty without a secured listener.
  ///
  /// @throws IllegalStateException if the broker does not run
  public Optional<String> remoteServers() {
    return running().remote();
  }

  /// Kafka's name of the cluster: it stays with the data directory.
  ///
  /// @throws IllegalStateException if the broker does not run
  public String clusterId() {
    return running().endpoint().clusterId();
  }

  /// What keeps the broker away from a full disk: it says when nothing new may be accepted.
  ///
  /// @throws IllegalStateException if the broker does not run
  public DiskGuard disk() {
    return running().disk();
  }

  /// The partitions of the broker, to be written and read without a client.
  ///
  /// @throws IllegalStateException if the broker does not run
  public BrokerLog log() {
    return running().node().log();
  }

  private synchronized RunningNode running() {
    if (running == null) {
      throw new IllegalStateException("the embedded broker does not run");
    }
    return running;
  }

  /// Stops the broker in order: its files are complete, and the next start needs no recovery.
  @Override
  public synchronized void close() {
    RunningNode current = running;
    running = null;
    if (current != null) {
      current.close();
    }
  }
}
