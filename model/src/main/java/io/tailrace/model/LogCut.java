package io.tailrace.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Shortens the body of a log record that is too large for any topic.
public final class LogCut {
  /// The attribute of a record whose body was cut: the length in bytes that the body had.
  public static final String ORIGINAL_SIZE = "tailrace.body.original_size";

  private static final byte[] KEY = ORIGINAL_SIZE.getBytes(StandardCharsets.UTF_8);
  private static final int BODY = 5;
  private static final int ATTRIBUTES = 6;
  /// What the attribute and longer lengths around it take at most.
  private static final int ROOM = KEY.length + 80;

  private LogCut() {}

  /// Returns a request that holds a single log record with less of its text, empty if its body
  /// is no text or too short to help.
  static Optional<byte[]> to(int most, byte[] request) {
    Fields record = find(request);
    Fields body = new Fields();
    int start = -1;
    int end = -1;
    while (record.next()) {
      if (record.isMessage(BODY)) {
        body.into(record);
        while (body.next()) {
          start = body.isMessage(1) ? body.start() : -1;
          end = body.end();
        }
      }
    }
    int excess = request.length - most + ROOM;
    if (start < 0 || end - start < excess) {
      return Optional.empty();
    }
    return Optional.of(rewrite(request, start, boundary(request, start, end - excess), end));
  }

  private static Fields find(byte[] request) {
    Fields fields = new Fields(request);
    for (int number : new int[] {1, 2, 2}) {
      boolean found = false;
      while (!found && fields.next()) {
        found = fields.isMessage(number);
      }
      fields.into(fields);
    }
    return fields;
  }

  /// Steps back to where no character is cut in two.
  private static int boundary(byte[] text, int start, int wanted) {
    int end = wanted;
    while (end > start && end > wanted - 4 && (text[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }

  private static byte[] rewrite(byte[] request, int start, int end, int originalEnd) {
    Message out = new Message(request.length + ROOM);
    level(out, new Fields(request), 0, start, end, originalEnd);
    return out.toBytes();
  }

  private static void level(
      Message out, Fields fields, int level, int start, int end, int originalEnd) {
    int[] numbers = {1, 2, 2, BODY};
    while (fields.next()) {
      if (level == numbers.length) {
        if (fields.isMessage(1)) {
          if (fields.start() == start) {
            out.bytes(1, fields.bytes(), start, end);
          }
        } else {
          out.copy(fields);
        }
      } else if (fields.isMessage(numbers[level])) {
        int opened = out.open(numbers[level]);
        level(out, new Fields().into(fields), level + 1, start, end, originalEnd);
        out.close(opened);
      } else {
        out.copy(fields);
      }
    }
    if (level == 3) {
      int attribute = out.open(ATTRIBUTES);
      out.bytes(1, KEY, 0, KEY.length);
      int value = out.open(2);
      out.varint(3, originalEnd - start);
      out.close(value);
      out.close(attribute);
    }
  }
}
