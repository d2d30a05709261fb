package io.tailrace.model;

import java.util.Arrays;

/// What a fuzzer's bytes stand for: the first one chooses the signal and a number, the rest is
/// the request.
record FuzzedRequest(Signal signal, int number, byte[] bytes) {
  static FuzzedRequest of(byte[] data) {
    if (data.length == 0) {
      return new FuzzedRequest(Signal.TRACES, 0, data);
    }
    int first = data[0] & 0xff;
    return new FuzzedRequest(
        Signal.values()[first % 3], first / 3, Arrays.copyOfRange(data, 1, data.length));
  }

  static byte[] data(Signal signal, int number, byte[] bytes) {
    byte[] data = new byte[bytes.length + 1];
    data[0] = (byte) (3 * number + signal.ordinal());
    System.arraycopy(bytes, 0, data, 1, bytes.length);
    return data;
  }

  boolean valid() {
    return Inspection.of(signal, bytes) instanceof Inspection.Valid;
  }
}
