package io.tailrace.component.attributes;

import io.tailrace.model.Fields;
import io.tailrace.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The attributes of one message while they are changed. What is not changed stays where it
/// lies and is copied as it stands; the list is used again for the next message.
public final class AttributeList {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final Fields fields = new Fields();
  private final Fields pair = new Fields();
  private Entry[] entries = new Entry[0];
  private int size;
  private boolean changed;
  private byte[] source = {};

  /// Creates an empty list.
  public AttributeList() {}

  /// Takes the attributes of a message.
  ///
  /// @param number the field that holds them
  public void load(byte[] bytes, int start, int end, int number) {
    source = bytes;
    size = 0;
    changed = false;
    fields.over(bytes, start, end);
    while (fields.next()) {
      if (fields.isMessage(number)) {
        Entry entry = next();
        entry.fieldStart = fields.fieldStart();
        entry.fieldEnd = fields.end();
        entry.read(pair.into(fields));
      }
    }
  }

  private Entry next() {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(16, 2 * size));
    }
    Entry entry = entries[size];
    if (entry == null) {
      entry = new Entry();
      entries[size] = entry;
    }
    size++;
    entry.key = null;
    entry.value = null;
    return entry;
  }

  /// How many there are.
  public int size() {
    return size;
  }

  /// Whether one was added, removed or replaced.
  public boolean changed() {
    return changed;
  }

  /// The index of the first attribute with a key, -1 if there is none.
  public int find(byte[] key) {
    for (int i = 0; i < size; i++) {
      Entry entry = entries[i];
      byte[] own = entry.key;
      boolean same =
          own != null
              ? Arrays.equals(own, key)
              : Arrays.equals(source, entry.keyStart, entry.keyEnd, key, 0, key.length);
      if (same) {
        return i;
      }
    }
    return -1;
  }

  /// The key of an attribute.
  public String key(int index) {
    Entry entry = entries[index];
    byte[] own = entry.key;
    return own != null
        ? new String(own, StandardCharsets.UTF_8)
        : new String(source, entry.keyStart, entry.keyEnd - entry.keyStart, StandardCharsets.UTF_8);
  }

  /// The value of an attribute.
  public AttributeValue value(int index) {
    Entry entry = entries[index];
    AttributeValue own = entry.value;
    return own != null ? own : new AttributeValue(source, entry.valueStart, entry.valueEnd);
  }

  void set(int index, AttributeValue value) {
    entries[index].value = value;
    changed = true;
  }

  void add(byte[] key, AttributeValue value) {
    Entry entry = next();
    entry.key = key;
    entry.value = value;
    changed = true;
  }

  void put(byte[] key, AttributeValue value) {
    int index = find(key);
    if (index < 0) {
      add(key, value);
    } else {
      set(index, value);
    }
  }

  void remove(int index) {
    Entry removed = entries[index];
    System.arraycopy(entries, index + 1, entries, index, size - index - 1);
    size--;
    entries[size] = removed;
    changed = true;
  }

  /// Writes all attributes.
  ///
  /// @param number the field that holds them
  void write(Message out, int number) {
    for (int i = 0; i < size; i++) {
      Entry entry = entries[i];
      byte[] key = entry.key;
      AttributeValue value = entry.value;
      if (value == null) {
        out.raw(source, entry.fieldStart, entry.fieldEnd);
        continue;
      }
      int opened = out.open(number);
      if (key == null) {
        out.bytes(KEY, source, entry.keyStart, entry.keyEnd);
      } else {
        out.bytes(KEY, key, 0, key.length);
      }
      out.bytes(VALUE, value.bytes(), value.start(), value.end());
      out.close(opened);
    }
  }

  /// Where an attribute lies, and what stands in its place.
  private static final class Entry {
    int fieldStart;
    int fieldEnd;
    int keyStart;
    int keyEnd;
    int valueStart;
    int valueEnd;
    byte @Nullable [] key;
    @Nullable AttributeValue value;

    void read(Fields pair) {
      keyStart = pair.end();
      keyEnd = keyStart;
      valueStart = keyStart;
      valueEnd = keyStart;
      while (pair.next()) {
        if (pair.isMessage(KEY)) {
          keyStart = pair.start();
          keyEnd = pair.end();
        } else if (pair.isMessage(VALUE)) {
          valueStart = pair.start();
          valueEnd = pair.end();
        }
      }
    }
  }
}
