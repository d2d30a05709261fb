package io.tailrace.app.logging;

import io.tailrace.app.Terminal;
import io.tailrace.component.LogContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/// The logging of the process, set up in code so that no file on a class path can change it.
///
/// Our own loggers run at the level that the user chose. The libraries below us speak at WARN
/// and above, because what they say at INFO is about themselves.
public final class Logs {
  private static final String OURS = "io.tailrace";
  private static final String GATE = "gate";

  /// Loggers that only repeat what another place says better, or that complain about what we
  /// do on purpose.
  private static final List<String> SILENT =
      List.of(
          "org.apache.kafka.clients.consumer.ConsumerConfig",
          "org.apache.kafka.clients.producer.ProducerConfig",
          "org.apache.kafka.clients.admin.AdminClientConfig",
          "org.apache.kafka.common.utils.AppInfoParser",
          "org.apache.kafka.common.config.AbstractConfig",
          "org.apache.kafka.streams.StreamsConfig",
          "io.micrometer.core.instrument",
          "io.netty.util.internal.PlatformDependent",
          "io.netty.resolver.dns.DnsServerAddressStreamProviders");

  private Logs() {}

  /// Whether events are written as JSON, for programs to read.
  public static boolean json() {
    LoggerContext context = LoggerContext.getContext(false);
    return context.getConfiguration().getAppender(GATE) instanceof LogGate gate && gate.json();
  }

  /// Sets up logging to standard error. May be called again when a configuration says more than
  /// the command line did.
  ///
  /// @param level `debug`, `info`, `warn`, `error`
  /// @param encoding `console` or `json`
  public static void configure(String level, String encoding) {
    System.setProperty("log4j2.disableJmx", "true");
    Configuration configuration = new DefaultConfiguration();
    LoggerConfig root = configuration.getRootLogger();
    root.getAppenders().keySet().forEach(root::removeAppender);
    LogGate gate = gate(configuration, encoding);
    configuration.addAppender(gate);
    root.addAppender(gate, Level.ALL, null);
    root.setLevel(Level.WARN);
    configuration.addLogger(OURS, new LoggerConfig(OURS, level(level), true));
    for (String name : SILENT) {
      configuration.addLogger(name, new LoggerConfig(name, Level.OFF, false));
    }
    use(configuration);
    JulBridge.install();
  }

  /// The first time nothing is looked for on the class path, which would take longer than all the
  /// rest.
  private static void use(Configuration configuration) {
    Configurator.initialize(Logs.class.getClassLoader(), configuration);
    if (!LoggerContext.getContext(false).getConfiguration().equals(configuration)) {
      Configurator.reconfigure(configuration);
    }
  }

  private static LogGate gate(Configuration configuration, String encoding) {
    boolean json = encoding.equals("json");
    PatternLayout layout =
        PatternLayout.newBuilder()
            .withConfiguration(configuration)
            .withPattern(json ? jsonPattern() : consolePattern(Terminal.system().colours()))
            .withAlwaysWriteExceptions(false)
            .build();
    ConsoleAppender console =
        ConsoleAppender.newBuilder()
            .setName("console")
            .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
            .setLayout(layout)
            .build();
    console.start();
    LogGate gate = new LogGate(GATE, console, json, System::nanoTime);
    gate.start();
    return gate;
  }

  private static String consolePattern(boolean colours) {
    String level = colours ? "%highlight{%-5level}" : "%-5level";
    return "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} " + level + " %logger{2}: %msg%n%throwable";
  }

  private static String jsonPattern() {
    return "{\"ts\":\"%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX}\",\"level\":\"%level{lowerCase=true}\","
        + "\"logger\":\"%logger\",\"msg\":\"%enc{%msg}{JSON}\""
        + LogContext.fields().stream().map(Logs::field).collect(Collectors.joining())
        + "%notEmpty{,\"stacktrace\":\"%enc{%throwable}{JSON}\"}}%n";
  }

  /// A field that is there where a line has it.
  private static String field(String name) {
    return "%notEmpty{,\"" + name + "\":\"%enc{%X{" + name + "}}{JSON}\"}";
  }

  private static Level level(String level) {
    return switch (level.toLowerCase(Locale.ROOT)) {
      case "debug" -> Level.DEBUG;
      case "warn" -> Level.WARN;
      case "error", "dpanic", "panic", "fatal" -> Level.ERROR;
      default -> Level.INFO;
    };
  }
}
