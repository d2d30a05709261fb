package io.tailrace.extensions.bearertokenauth;

import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tokens of a file that may change.
final class TokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Path file;
  private final Host host;
  private final InstantSource clock;
  private volatile List<String> tokens = List.of();
  private volatile Instant due = Instant.EPOCH;

  TokenFile(String file, Host host) {
    this.file = Path.of(file);
    this.host = host;
    this.clock = host.clock();
  }

  void open() throws StartException {
    try {
      tokens = read();
      due = clock.instant().plus(SOON);
    } catch (IOException e) {
      throw new StartException(
          "%s cannot read its tokens from %s (%s): check filename and the file's permissions"
              .formatted(host.id(), file, e.getClass().getSimpleName()),
          e);
    }
    if (tokens.isEmpty()) {
      throw new StartException(
          "%s finds no token in %s: write one in each line".formatted(host.id(), file));
    }
  }

  /// The tokens as they are now; those read last when the file cannot be read, or is empty
  /// because it is being written.
  List<String> tokens() {
    Instant now = clock.instant();
    if (!now.isBefore(due)) {
      due = now.plus(SOON);
      try {
        List<String> fresh = read();
        tokens = fresh.isEmpty() ? tokens : fresh;
      } catch (IOException e) {
        LOG.warn("{} cannot read {} again: {}; the tokens stay", host.id(), file, e.toString());
      }
    }
    return tokens;
  }

  private List<String> read() throws IOException {
    return Files.readString(file)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
