package io.tailrace.processors.tail_sampling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/// A question about texts whose last answers are remembered, because it is dear and texts repeat.
///
/// Texts that share a place push each other out; long ones are not remembered, so that its size is
/// bounded.
final class Remembered {
  private static final int PLACES = 256;
  private static final int LONGEST = 256;
  private static final byte[] NOTHING = {};

  private final Predicate<String> question;
  private final byte[][] texts = new byte[PLACES][];
  private final boolean[] answers = new boolean[PLACES];

  Remembered(Predicate<String> question) {
    this.question = question;
    Arrays.fill(texts, NOTHING);
    Arrays.fill(answers, question.test(""));
  }

  /// The answer for a run of bytes. What is no UTF-8 is replaced.
  boolean test(byte[] bytes, int start, int end) {
    int place = Bytes.hash(bytes, start, end) & (PLACES - 1);
    if (Arrays.equals(texts[place], 0, texts[place].length, bytes, start, end)) {
      return answers[place];
    }
    boolean answer = question.test(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    if (end - start <= LONGEST) {
      texts[place] = Arrays.copyOfRange(bytes, start, end);
      answers[place] = answer;
    }
    return answer;
  }
}
