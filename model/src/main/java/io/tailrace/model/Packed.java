package io.tailrace.model;

/// A cursor over numbers that are packed into one field.
public final class Packed {
  private final boolean fixed;
  private final byte[] bytes;
  private final int end;
  private int position;
  private long value;

  Packed(Kind kind, Fields run) {
    this(kind.wireType() == WireType.FIXED64, run);
  }

  private Packed(boolean fixed, Fields run) {
    this.fixed = fixed;
    bytes = run.bytes();
    position = run.start();
    end = run.end();
  }

  /// Returns a cursor over numbers of eight bytes each (bucket counts and bounds of histograms).
  public static Packed fixed64(Fields run) {
    return new Packed(true, run);
  }

  /// Returns a cursor over varints (bucket counts of exponential histograms).
  public static Packed varints(Fields run) {
    return new Packed(false, run);
  }

  /// Moves to the next number, false at the end.
  ///
  /// @throws MalformedTelemetry when the run is cut off
  public boolean next() {
    if (position >= end) {
      return false;
    }
    value = 0;
    int last = fixed ? Long.BYTES : 10;
    for (int i = 0; i < last; i++) {
      if (position >= end) {
        throw MalformedTelemetry.truncated(end);
      }
      byte b = bytes[position++];
      if (fixed) {
        value |= (b & 0xffL) << (8 * i);
      } else {
        value |= (b & 0x7fL) << (7 * i);
        if (b >= 0) {
          return true;
        }
      }
    }
    if (!fixed) {
      throw new MalformedTelemetry("a varint of more than ten bytes ends at byte " + position);
    }
    return true;
  }

  /// The number, or the bits of a floating-point one.
  public long value() {
    return value;
  }
}
