package io.tailrace.app.chaos;

import io.tailrace.app.replay.Sink;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/// What became of the spans of some clients, by span id.
///
/// @param acknowledged spans that a client was promised
/// @param exported spans that the backend took, promised or not
/// @param deadLettered spans that were promised and lie in the dead-letter topic alone
/// @param missing spans that were promised and are nowhere
/// @param duplicated how often the backend got a span again
/// @param dateless records in Kafka whose time is not about now
record Account(
    long acknowledged,
    long exported,
    long deadLettered,
    long missing,
    long duplicated,
    long dateless) {
  private static final Path TABLE =
      Path.of(System.getProperty("tailrace.chaos.table", "target/chaos.md"));

  /// Counts now.
  static Account of(Clients clients, Sink sink, Topics topics) throws Exception {
    long waiting = clients.waiting();
    long missing =
        waiting == 0
            ? 0
            : clients.acknowledged().missingFrom(sink.taken(Signal.TRACES), topics.deadLettered());
    return new Account(
        clients.acknowledged().size(),
        clients.arrived(),
        waiting - missing,
        missing,
        clients.duplicated(),
        topics.dateless());
  }

  /// Adds a line to the table of this run.
  ///
  /// @param scenario what it is about
  /// @param done what was done
  Account noted(String scenario, String done) throws IOException {
    var line =
        String.format(
            Locale.ROOT,
            "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d |%n",
            scenario,
            done,
            acknowledged,
            exported,
            deadLettered,
            missing,
            duplicated,
            dateless);
    Files.writeString(TABLE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.print(line);
    return this;
  }
}
