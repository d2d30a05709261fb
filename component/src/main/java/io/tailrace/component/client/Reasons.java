package io.tailrace.component.client;

import io.grpc.Status;

/// The words in which a failure is told. What a server says is cut and cleaned, because it ends
/// up in logs, headers and on terminals.
final class Reasons {
  private static final int LONGEST = 500;

  private Reasons() {}

  static String of(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().name());
    String description = status.getDescription();
    if (description != null && !description.isBlank()) {
      text.append(": ").append(clean(description));
    }
    Throwable cause = status.getCause();
    if (cause != null) {
      text.append(" (").append(of(cause)).append(')');
    }
    return text.toString();
  }

  /// Returns the innermost cause, which is what a person needs: "Connection refused".
  static String of(Throwable thrown) {
    Throwable at = thrown;
    for (Throwable next = at.getCause(); next != null; next = at.getCause()) {
      at = next;
    }
    String message = at.getMessage();
    return message == null
        ? at.getClass().getSimpleName()
        : at.getClass().getSimpleName() + ": " + clean(message);
  }

  static String clean(String said) {
    String cut = said.length() <= LONGEST ? said : said.substring(0, LONGEST) + "…";
    return cut.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
