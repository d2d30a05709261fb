package io.tailrace.broker;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
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
  private @Nullable FutureTask<RunningNode> startup;
  private @Nullable RunningNode running;

  /// Creates a broker that ends the process when it cannot go on; nothing happens before
  /// {@link #begin} or {@link #start}.
  public EmbeddedBroker(BrokerSettings settings) {
    this(settings, EmbeddedBroker::endProcess);
  }

  /// Creates a broker; nothing happens before {@link #begin} or {@link #start}.
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

  /// Begins to load what every start of a broker needs, and returns at once: that takes a third of
  /// a second, in which the caller may find out how to start it. Nothing else happens.
  public static void loadAhead() {
    Thread.ofPlatform().name("broker load").daemon(true).start(Startup::load);
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

  /// Begins to start the broker, and returns at once: what does not need it goes on meanwhile.
  /// What became of it says {@link #start}; {@link #close} may follow as well.
  public synchronized void begin() {
    if (startup != null) {
      throw new IllegalStateException("already started");
    }
    startup = undisturbed("broker start", () -> Startup.run(settings, fatal));
  }

  /// Starts the broker unless that has begun, and returns once it serves requests. An interrupt is
  /// kept until then.
  ///
  /// @throws BrokerStartException if it cannot, with the cause and the likely fix
  public synchronized void start() throws BrokerStartException {
    if (running != null) {
      throw new IllegalStateException("already started");
    }
    if (startup == null) {
      begin();
    }
    FutureTask<RunningNode> ended = ended(Objects.requireNonNull(startup));
    if (ended.state() == Future.State.FAILED) {
      if (ended.exceptionNow() instanceof BrokerStartException known) {
        throw known;
      }
      throw new IllegalStateException(ended.exceptionNow());
    }
    running = ended.resultNow();
  }

  /// Does something in a thread that nobody interrupts: Kafka would close its files at an interrupt
  /// and take them for broken.
  private static <T> FutureTask<T> undisturbed(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().name(name).start(task);
    return task;
  }

  /// Waits for the end of something; an interrupt is kept until then.
  private static <T> FutureTask<T> ended(FutureTask<T> task) {
    boolean interrupted = false;
    while (task.state() == Future.State.RUNNING) {
      try {
        var _ = task.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return task;
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

  /// Stops the broker in order: its files are complete, and the next start needs no recovery. A
  /// start under way is waited for, and an interrupt is kept until then.
  @Override
  public synchronized void close() {
    FutureTask<RunningNode> begun = startup;
    startup = null;
    running = null;
    if (begun != null && ended(begun).state() == Future.State.SUCCESS) {
      RunningNode node = begun.resultNow();
      var stopped = ended(undisturbed("broker stop", Executors.callable(node::close)));
      if (stopped.state() == Future.State.FAILED) {
        throw new IllegalStateException(stopped.exceptionNow());
      }
    }
  }
}
