package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceIdTest {
  @Test
  void isWhatTheCursorReads() {
    Random random = new Random(1);
    int whole = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] span = unusualSpan(random);
      SpanCursor cursor = new SpanCursor(inRequest(span));
      assertThat(cursor.next()).isTrue();
      assertThat(read(span))
          .returns(cursor.traceIdHigh(), TraceId::high)
          .returns(cursor.traceIdLow(), TraceId::low);
      whole += cursor.traceIdHigh() == 0 ? 0 : 1;
    }
    assertThat(whole).isBetween(5_000, 19_000);
  }

  private static TraceId read(byte[] span) {
    TraceId id = new TraceId();
    id.read(span, 0, span.length);
    return id;
  }

  private static byte[] unusualSpan(Random random) {
    Message span = new Message(64);
    if (random.nextInt(4) > 0) {
      span.bytes(1, id(random.nextLong(), random.nextLong()), 0, 16);
    }
    for (int fields = random.nextInt(6); fields > 0; fields--) {
      int number = random.nextInt(9) == 0 ? 1 : 2 + random.nextInt(13);
      switch (random.nextInt(6)) {
        case 0 -> span.varint(number, random.nextLong() >>> random.nextInt(64));
        case 1 -> span.fixed64(number, random.nextLong());
        case 2 -> span.fixed32(number, random.nextInt());
        case 3 -> span.bytes(number, new byte[300], 0, random.nextInt(300));
        case 4 -> span.fixed32(16 + random.nextInt(3000), 1);
        default -> span.bytes(number, id(random.nextLong(), 1), random.nextInt(16), 16);
      }
    }
    return span.toBytes();
  }

  private static byte[] id(long high, long low) {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  private static byte[] inRequest(byte[] span) {
    Message out = new Message(64);
    int resource = out.open(1);
    int scope = out.open(2);
    out.bytes(2, span, 0, span.length);
    out.close(scope);
    out.close(resource);
    return out.toBytes();
  }

  @Test
  void isTheLastOneAlsoBehindATagOfTwoBytes() {
    byte[] span = ByteBuffer.allocate(37).put(new byte[] {0x0a, 16}).put(id(1, 2)).array();
    System.arraycopy(new byte[] {(byte) 0x8a, 0, 16}, 0, span, 18, 3);
    System.arraycopy(id(3, 4), 0, span, 21, 16);
    assertThat(read(span)).returns(3L, TraceId::high).returns(4L, TraceId::low);
    span[18] = (byte) 0x82;
    assertThatThrownBy(() -> read(span)).hasMessageStartingWith("field number 0");
  }

  @Test
  void isNoneOfASpanWithoutOneWhateverWasReadBefore() {
    TraceId id = new TraceId();
    id.read(ByteBuffer.allocate(18).put(new byte[] {0x0a, 16}).put(id(1, 2)).array(), 0, 18);
    id.read(new byte[] {0x30, 1}, 0, 2);
    assertThat(id).returns(0L, TraceId::high).returns(0L, TraceId::low);
  }

  @Test
  void isNotReadWhereACursorFindsNoFields() {
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] span = Mutation.of(unusualSpan(random), random);
      if (areFields(span)) {
        read(span);
      } else {
        assertThatThrownBy(() -> read(span)).isInstanceOf(MalformedTelemetry.class);
        refused++;
      }
    }
    assertThat(refused).isBetween(5_000, 19_000);
  }

  private static boolean areFields(byte[] bytes) {
    Fields fields = new Fields(bytes);
    try {
      while (fields.next()) {
        assertThat(fields.end()).isLessThanOrEqualTo(bytes.length);
      }
      return true;
    } catch (MalformedTelemetry _) {
      return false;
    }
  }
}
