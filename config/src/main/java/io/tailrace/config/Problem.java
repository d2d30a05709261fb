package io.tailrace.config;

import java.util.List;
import java.util.Optional;

/// Something that a person should know about a configuration.
///
/// @param severity whether it keeps the configuration from running
/// @param about what a notice is about
/// @param message what was found, and what was expected
/// @param position where it stands; absent when it concerns no single place
/// @param path the keys from the top to it, `receivers::otlp::protocols`; empty for the whole
/// @param notes more to know, in order: valid keys, where a value came from, the likely fix
/// @param excerpt the line of the source at the position, values of secrets masked; empty when
///     there is no such line
public record Problem(
    Severity severity,
    About about,
    String message,
    Optional<Position> position,
    String path,
    List<String> notes,
    String excerpt) {
  /// Copies the notes.
  public Problem {
    notes = List.copyOf(notes);
  }

  /// What a notice is about, for those who list each apart.
  public enum About {
    /// A key that is accepted without effect.
    NO_EFFECT,
    /// A name that is still read, and is spelt otherwise by now.
    OLD_NAME,
    /// Anything else.
    OTHER
  }

  /// How much it matters.
  public enum Severity {
    /// The configuration cannot run.
    ERROR,
    /// It runs, but probably not as meant.
    WARNING,
    /// Worth knowing: an old spelling, a key without effect.
    NOTICE;

    /// The word as it is printed.
    public String word() {
      return switch (this) {
        case ERROR -> "error";
        case WARNING -> "warning";
        case NOTICE -> "notice";
      };
    }
  }
}
