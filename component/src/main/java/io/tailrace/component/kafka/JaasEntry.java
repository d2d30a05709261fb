package io.tailrace.component.kafka;

/// Writes one entry of a JAAS configuration, the form in which Kafka's clients take credentials.
/// Values are quoted so that none can end its string and name another login module.
final class JaasEntry {
  private final StringBuilder text;

  JaasEntry(String module) {
    text = new StringBuilder(module).append(" required");
  }

  JaasEntry with(String name, String value) {
    text.append(' ').append(name).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
    text.append('"');
    return this;
  }

  String text() {
    return text + ";";
  }
}
