package io.tailrace.topology;

import java.util.Map;
import java.util.TreeMap;

/// What became of the items below a position, since the group began.
///
/// It travels in the metadata of the offset commit, and so is exactly as durable, and exactly as
/// old, as the position itself.
///
/// @param received items of records that the group accepted
/// @param redriven items of dead letters that were offered again
/// @param base items that were written for the group before it began: they are none of its own
/// @param exported items that the backend has
/// @param refused items that a backend left out of a request it otherwise took
/// @param deadLettered items that went to the dead-letter topic
/// @param expired items that were given up because there was no room for them
/// @param duplicated items that were sent again although the backend had them, as far as that was
///     known when the position was kept
/// @param ahead items above the position that the backend has: whoever goes on sends them again
/// @param filtered items that a processor dropped, by processor
record Tally(
    long received,
    long redriven,
    long base,
    long exported,
    long refused,
    long deadLettered,
    long expired,
    long duplicated,
    long ahead,
    Map<String, Long> filtered) {
  /// Nothing happened yet.
  static final Tally ZERO = new Tally(0, 0, 0, 0, 0, 0, 0, Map.of());

  /// Kafka's default bound on the metadata of a commit.
  private static final int LONGEST = 4096;

  private static final String OTHERS = "_others";

  /// Copies the map.
  Tally {
    filtered = Map.copyOf(filtered);
  }

  private Tally(
      long received,
      long redriven,
      long base,
      long exported,
      long refused,
      long deadLettered,
      long expired,
      Map<String, Long> filtered) {
    this(received, redriven, base, exported, refused, deadLettered, expired, 0, 0, filtered);
  }

  /// The same when the backend has items above the position.
  Tally withAhead(long items) {
    return new Tally(
        received,
        redriven,
        base,
        exported,
        refused,
        deadLettered,
        expired,
        duplicated,
        items,
        filtered);
  }

  /// The counts of a member that goes on at the position: it sends again what its predecessor had
  /// sent ahead.
  Tally goingOn() {
    return new Tally(
        received,
        redriven,
        base,
        exported,
        refused,
        deadLettered,
        expired,
        duplicated + ahead,
        0,
        filtered);
  }

  /// The same counts when the group begins anew behind what was written for it so far.
  Tally beginningAt(long written) {
    return new Tally(
        received,
        redriven,
        written - received,
        exported,
        refused,
        deadLettered,
        expired,
        duplicated,
        ahead,
        filtered);
  }

  static Tally received(long items) {
    return new Tally(items, 0, 0, 0, 0, 0, 0, Map.of());
  }

  static Tally redriven(long items) {
    return new Tally(0, items, 0, 0, 0, 0, 0, Map.of());
  }

  static Tally filtered(String processor, long items) {
    return new Tally(0, 0, 0, 0, 0, 0, 0, Map.of(processor, items));
  }

  /// Items that left in one way.
  static Tally left(Exit exit, long items) {
    return switch (exit) {
      case EXPORTED -> new Tally(0, 0, 0, items, 0, 0, 0, Map.of());
      case REFUSED -> new Tally(0, 0, 0, 0, items, 0, 0, Map.of());
      case DEAD_LETTERED -> new Tally(0, 0, 0, 0, 0, items, 0, Map.of());
      case EXPIRED -> new Tally(0, 0, 0, 0, 0, 0, items, Map.of());
    };
  }

  /// How an item left.
  enum Exit {
    EXPORTED,
    REFUSED,
    DEAD_LETTERED,
    EXPIRED
  }

  /// Items that left, in whatever way.
  long settled() {
    return exported + refused + deadLettered + expired + filteredSum();
  }

  /// Items that processors dropped.
  long filteredSum() {
    long sum = 0;
    for (long items : filtered.values()) {
      sum += items;
    }
    return sum;
  }

  /// Items that came in and neither left nor wait; anything but 0 is a fault.
  long imbalance() {
    return received + redriven - settled();
  }

  /// Returns the sum of both.
  Tally plus(Tally other) {
    Map<String, Long> sum = filtered;
    if (!other.filtered.isEmpty()) {
      sum = new TreeMap<>(filtered);
      for (Map.Entry<String, Long> entry : other.filtered.entrySet()) {
        sum.merge(entry.getKey(), entry.getValue(), Long::sum);
      }
    }
    return new Tally(
        received + other.received,
        redriven + other.redriven,
        base + other.base,
        exported + other.exported,
        refused + other.refused,
        deadLettered + other.deadLettered,
        expired + other.expired,
        duplicated + other.duplicated,
        ahead + other.ahead,
        sum);
  }

  /// As text: `1 received=10 exported=9 filtered:batch=1`.
  String encode() {
    StringBuilder text = new StringBuilder("1");
    put(text, "received", received);
    put(text, "redriven", redriven);
    put(text, "base", base);
    put(text, "exported", exported);
    put(text, "refused", refused);
    put(text, "dead_lettered", deadLettered);
    put(text, "expired", expired);
    put(text, "duplicated", duplicated);
    put(text, "ahead", ahead);
    long others = 0;
    for (Map.Entry<String, Long> entry : new TreeMap<>(filtered).entrySet()) {
      if (text.length() + entry.getKey().length() > LONGEST - 300) {
        others += entry.getValue();
      } else {
        put(text, "filtered:" + entry.getKey(), entry.getValue());
      }
    }
    put(text, "filtered:" + OTHERS, others);
    return text.toString();
  }

  private static void put(StringBuilder text, String key, long value) {
    if (value != 0) {
      text.append(' ').append(key).append('=').append(value);
    }
  }

  /// Reads what {@link #encode} wrote; what it does not know counts as nothing.
  static Tally decode(String text) {
    String[] parts = text.split(" ", -1);
    if (!parts[0].equals("1")) {
      return ZERO;
    }
    Map<String, Long> named = new TreeMap<>();
    Map<String, Long> filtered = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].lastIndexOf('=');
      String key = parts[i].substring(0, Math.max(0, equals));
      long value = number(parts[i].substring(equals + 1));
      if (key.startsWith("filtered:")) {
        filtered.merge(key.substring("filtered:".length()), value, Long::sum);
      } else {
        named.put(key, value);
      }
    }
    return new Tally(
        named.getOrDefault("received", 0L),
        named.getOrDefault("redriven", 0L),
        named.getOrDefault("base", 0L),
        named.getOrDefault("exported", 0L),
        named.getOrDefault("refused", 0L),
        named.getOrDefault("dead_lettered", 0L),
        named.getOrDefault("expired", 0L),
        named.getOrDefault("duplicated", 0L),
        named.getOrDefault("ahead", 0L),
        filtered);
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
