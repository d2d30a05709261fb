package io.tailrace.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Attributes that are put to the end of a message's own. One of its own that has the same key
/// as one of them goes away: keys are unique in OTLP.
final class AddedAttributes {
  private final int number;
  private final List<byte[]> keys;
  private final byte[] fields;

  private AddedAttributes(int number, List<byte[]> keys, byte[] fields) {
    this.number = number;
    this.keys = keys;
    this.fields = fields;
  }

  /// None yet.
  ///
  /// @param number of the field that holds the message's attributes
  static AddedAttributes none(int number) {
    return new AddedAttributes(number, List.of(), new byte[0]);
  }

  /// Returns these and one more.
  ///
  /// @param value writes the field of `AnyValue`
  /// @throws IllegalArgumentException when the key is among these already
  AddedAttributes and(String key, Consumer<Message> value) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    if (keys.stream().anyMatch(known -> Arrays.equals(known, text))) {
      throw new IllegalArgumentException("two attributes have the key " + key);
    }
    List<byte[]> more = new ArrayList<>(keys);
    more.add(text);
    Message out = new Message(fields.length + key.length() + 32);
    out.raw(fields, 0, fields.length);
    int pair = out.open(number);
    out.text(1, key);
    int any = out.open(2);
    value.accept(out);
    out.close(any);
    out.close(pair);
    return new AddedAttributes(number, List.copyOf(more), out.toBytes());
  }

  boolean isEmpty() {
    return keys.isEmpty();
  }

  /// The attributes as fields of the message.
  byte[] fields() {
    return fields;
  }

  /// Whether the field of the message that a cursor is on is an attribute with one of the keys.
  boolean replace(Fields own, Fields pair) {
    if (!own.isMessage(number)) {
      return false;
    }
    boolean mine = false;
    pair.into(own);
    while (pair.next()) {
      if (pair.isMessage(1)) {
        mine = isKey(pair);
      }
    }
    return mine;
  }

  private boolean isKey(Fields text) {
    for (byte[] key : keys) {
      if (text.holds(key)) {
        return true;
      }
    }
    return false;
  }
}
