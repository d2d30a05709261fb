package io.tailrace.model;

import java.util.ArrayList;
import java.util.List;

/// What a message will consist of, in order: stretches of another message, the beginnings of
/// nested messages, and bytes from elsewhere.
///
/// It is written down first and copied afterwards: so every length is known before it is
/// written, every byte is copied once, into an array of exactly the right size, and a nested
/// message of which nothing is kept can be forgotten at no cost. One object serves for any
/// number of messages and allocates nothing but what {@link #copy} returns.
final class Gather {
  private static final int INSERTED = Integer.MIN_VALUE;

  /// In pairs: start and end of a stretch; the negative tag of a nested message and its length
  /// (while it is open, the size before it); INSERTED and a place in the list.
  private final Ints pieces = new Ints(64);

  private final List<byte[]> inserted = new ArrayList<>();
  private int size;

  void clear() {
    pieces.clear();
    inserted.clear();
    size = 0;
  }

  /// Begins a nested message. What it returns goes to {@link #close} or to {@link #forget}.
  int open(int number) {
    int opened = pieces.size();
    pieces.add(-((number << 3) | WireType.LENGTH));
    pieces.add(size);
    return opened;
  }

  /// Ends the nested message that was opened there.
  void close(int opened) {
    int length = size - pieces.get(opened + 1);
    pieces.set(opened + 1, length);
    size = Math.addExact(size, 1 + Varint.size(length));
  }

  /// Forgets the nested message that was opened there.
  void forget(int opened) {
    size = pieces.get(opened + 1);
    pieces.cut(opened);
  }

  /// Goes on with the field that a cursor is on.
  void field(Fields field) {
    stretch(field.fieldStart(), field.end());
  }

  /// Goes on with a stretch of the other message.
  void stretch(int start, int end) {
    size = Math.addExact(size, end - start);
    int last = pieces.size() - 2;
    if (last >= 0 && pieces.get(last) >= 0 && pieces.get(last + 1) == start) {
      pieces.set(last + 1, end);
    } else {
      pieces.add(start);
      pieces.add(end);
    }
  }

  /// Goes on with other bytes.
  void insert(byte[] bytes) {
    size = Math.addExact(size, bytes.length);
    pieces.add(INSERTED);
    pieces.add(inserted.size());
    inserted.add(bytes);
  }

  /// Returns the message.
  ///
  /// @param source what the stretches are of
  byte[] copy(byte[] source) {
    byte[] target = new byte[size];
    int written = 0;
    for (int i = 0; i < pieces.size(); i += 2) {
      int first = pieces.get(i);
      int second = pieces.get(i + 1);
      if (first >= 0) {
        System.arraycopy(source, first, target, written, second - first);
        written += second - first;
      } else if (first == INSERTED) {
        byte[] bytes = inserted.get(second);
        System.arraycopy(bytes, 0, target, written, bytes.length);
        written += bytes.length;
      } else {
        target[written++] = (byte) -first;
        written = Varint.write(second, target, written);
      }
    }
    return target;
  }
}
