package io.tailrace.extensions.bearertokenauth;

import io.tailrace.component.Host;
import io.tailrace.component.Reloading;
import io.tailrace.component.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The tokens of a file that may change.
final class TokenFile {
  private final Path file;
  private final Host host;

  private TokenFile(Path file, Host host) {
    this.file = file;
    this.host = host;
  }

  /// Reads a file for the first time; from then on a change is seen within a second.
  static Reloading<List<String>> open(String file, Host host) throws StartException {
    TokenFile tokens = new TokenFile(Path.of(file), host);
    return Reloading.open(tokens::read, host.clock(), Reloading.SOON);
  }

  private List<String> read() throws StartException {
    try {
      List<String> tokens =
          Files.readString(file)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (tokens.isEmpty()) {
        throw new StartException(
            "%s finds no token in %s: write one in each line".formatted(host.id(), file));
      }
      return tokens;
    } catch (IOException e) {
      throw new StartException(
          "%s cannot read its tokens from %s (%s): check filename and the file's permissions"
              .formatted(host.id(), file, e.getClass().getSimpleName()),
          e);
    }
  }
}
