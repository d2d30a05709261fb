package io.tailrace.app;

import io.tailrace.app.logging.Logs;
import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.StartException;
import io.tailrace.config.Configuration;
import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import io.tailrace.config.ServiceTelemetry;
import io.tailrace.topology.Reload;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = "Runs a configuration until it is told to stop. The command when none is named.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final String NOT_RELOADED =
      "The configuration was not reloaded; the one before it runs on";
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "all",
      description =
          "all; agent (receivers only: into Kafka, or to the next hop without one); or worker"
              + " (exporters and topologies only). Default: ${DEFAULT-VALUE}.")
  private Settings.Role role = Settings.Role.ALL;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "tailrace-data",
      description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
  private Path dataDirectory = Path.of("tailrace-data");

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "debug, info, warn or error, instead of what the configuration says.")
  private Optional<LogLevel> logLevel = Optional.empty();

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      description = "console or json, instead of what the configuration says.")
  private Optional<LogFormat> logFormat = Optional.empty();

  @Option(
      names = "--drain",
      description =
          "At a reload, an exporter that is gone goes on until nothing waits for it. Without"
              + " this, a reload is refused while anything does.")
  private boolean drain;

  @Option(
      names = "--abandon",
      description = "At a reload, items that wait for an exporter that is gone are given up.")
  private boolean abandon;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Shutdown shutdown = new Shutdown();

  /// From where on events are logged.
  enum LogLevel {
    /// Also what helps only the developers.
    DEBUG,
    /// Also what goes as it should.
    INFO,
    /// What somebody should know.
    WARN,
    /// What somebody must act on.
    ERROR
  }

  /// How events are written.
  enum LogFormat {
    /// For people.
    CONSOLE,
    /// For programs.
    JSON
  }

  private enum Event {
    STOP,
    RELOAD
  }

  @Override
  public Integer call() throws StartException, InterruptedException {
    listenToSignals();
    if (role != Settings.Role.AGENT && !config.namesBrokers()) {
      EmbeddedBroker.loadAhead();
    }
    SourceWatch watch = new SourceWatch(config.files());
    Loaded loaded = config.loadToRun();
    watch.follow(config.files());
    if (loaded.configuration().isEmpty()) {
      return BadConfiguration.report(loaded, spec.commandLine().getErr());
    }
    Configuration configuration = loaded.configuration().orElseThrow();
    configureLogs(configuration.telemetry());
    try (Gateway gateway = new Gateway(settings(), Clock.systemUTC())) {
      shutdown.unlessAsked(
          () -> {
            gateway.start(configuration);
            say(new StartLines(gateway, configuration, loaded.problems(), config.gates()).lines());
          });
      await(gateway, watch);
    }
    shutdown.done();
    say(List.of("tailrace stopped"));
    return ExitCode.SUCCESS;
  }

  private Settings settings() {
    Reload.Leftovers kept = drain ? Reload.Leftovers.DRAIN : Reload.Leftovers.REFUSE;
    return new Settings(role, dataDirectory, abandon ? Reload.Leftovers.ABANDON : kept);
  }

  private void configureLogs(ServiceTelemetry telemetry) {
    Logs.configure(
        logLevel.map(RunCommand::word).orElse(telemetry.logLevel()),
        logFormat.map(RunCommand::word).orElse(telemetry.logEncoding()));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// Says what a person should see also at log level `warn`; as log events where those are read
  /// by programs.
  private void say(List<String> lines) {
    if (Logs.json()) {
      lines.stream().map(String::strip).forEach(LOG::info);
    } else {
      PrintWriter err = spec.commandLine().getErr();
      lines.forEach(err::println);
      err.flush();
    }
  }

  private void listenToSignals() {
    Signals.on("TERM", this::stop);
    Signals.on("INT", this::stop);
    Signals.on("HUP", () -> events.add(Event.RELOAD));
  }

  private void stop() {
    events.add(Event.STOP);
    shutdown.ask();
  }

  private void await(Gateway gateway, SourceWatch watch) throws InterruptedException {
    while (!shutdown.asked()) {
      Event event = events.poll(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
      boolean changed = watch.changed();
      if (event == Event.RELOAD || changed) {
        shutdown.unlessAsked(() -> reload(gateway));
        watch.follow(config.files());
      }
    }
  }

  /// Follows the configuration as it is written now, if it can be followed.
  void reload(Gateway gateway) {
    try {
      Loaded loaded = config.loadToRun();
      if (loaded.configuration().isEmpty()) {
        boolean colours = Terminal.system().colours() && !Logs.json();
        LOG.error(NOT_RELOADED + ":\n{}", Report.text(loaded.problems(), colours));
        return;
      }
      Configuration configuration = loaded.configuration().orElseThrow();
      List<String> changes = gateway.reload(configuration);
      configureLogs(configuration.telemetry());
      say(List.of("reloaded: " + (changes.isEmpty() ? "no change" : String.join("; ", changes))));
    } catch (StartException e) {
      if (!shutdown.asked()) {
        LOG.error(NOT_RELOADED + ": {}", e.getMessage());
      }
    } catch (RuntimeException e) {
      if (!shutdown.asked()) {
        LOG.error(NOT_RELOADED, e);
      }
    }
  }
}
