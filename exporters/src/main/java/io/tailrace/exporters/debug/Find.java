package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import java.util.function.Consumer;

/// Finds fields of a message by their number. Each call walks over the message: that is for
/// eyes, not for speed.
final class Find {
  private Find() {}

  /// Hands over every nested message, text or bytes of a field.
  static void each(Fields message, int number, Consumer<Fields> found) {
    Fields in = new Fields().into(message);
    while (in.next()) {
      if (in.isMessage(number)) {
        found.accept(in);
      }
    }
  }

  static int count(Fields message, int number) {
    int[] count = {0};
    each(message, number, _ -> count[0]++);
    return count[0];
  }

  static String text(Fields message, int number) {
    String[] text = {""};
    each(message, number, field -> text[0] = Text.of(field));
    return text[0];
  }

  static String hex(Fields message, int number) {
    String[] text = {""};
    each(message, number, field -> text[0] = Text.hex(field));
    return text[0];
  }

  /// Returns a number, 0 if it is not there.
  static long number(Fields message, int number) {
    Fields in = new Fields().into(message);
    long value = 0;
    while (in.next()) {
      if (in.number() == number) {
        value = in.scalar();
      }
    }
    return value;
  }

  static double real(Fields message, int number) {
    return Double.longBitsToDouble(number(message, number));
  }

  static boolean has(Fields message, int number) {
    Fields in = new Fields().into(message);
    while (in.next()) {
      if (in.number() == number) {
        return true;
      }
    }
    return false;
  }
}
