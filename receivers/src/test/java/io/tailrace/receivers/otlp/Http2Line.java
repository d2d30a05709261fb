package io.tailrace.receivers.otlp;

import io.tailrace.testkit.RawConnection;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The client's end of an HTTP/2 connection, frame by frame, on which no request is ever sent.
final class Http2Line implements AutoCloseable {
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int HEADER = 9;
  private static final int ACKNOWLEDGED = 1;

  private final RawConnection connection;

  /// What the server sent.
  record Frame(int type, int flags, byte[] payload) {
    boolean acknowledges() {
      return flags == ACKNOWLEDGED;
    }
  }

  Http2Line(String address) throws IOException {
    connection = RawConnection.to(address);
    connection.send(PREFACE);
    send(SETTINGS, new byte[0]);
  }

  /// Waits for a frame of a type and passes over all others.
  Frame await(int type) throws IOException {
    Frame frame = receive();
    while (frame.type() != type) {
      frame = receive();
    }
    return frame;
  }

  /// Pings, and returns whether that is answered and not an end.
  boolean ping() throws IOException {
    send(PING, new byte[8]);
    Frame frame = receive();
    while (frame.type() != GOAWAY && !(frame.type() == PING && frame.acknowledges())) {
      frame = receive();
    }
    return frame.type() == PING;
  }

  /// Waits for the server to close the connection.
  boolean isClosed() {
    return connection.isClosed();
  }

  /// Returns a setting that the server announces, -1 when it says nothing of it.
  int setting(int id) throws IOException {
    ByteBuffer settings = ByteBuffer.wrap(await(SETTINGS).payload());
    while (settings.hasRemaining()) {
      int found = settings.getShort();
      int value = settings.getInt();
      if (found == id) {
        return value;
      }
    }
    return -1;
  }

  private void send(int type, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length);
    frame.putShort((short) 0).put((byte) payload.length).put((byte) type).put((byte) 0).putInt(0);
    connection.send(frame.put(payload).array());
  }

  private Frame receive() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(connection.receive(HEADER));
    int length = (header.getShort() & 0xffff) << 8 | (header.get() & 0xff);
    return new Frame(header.get(), header.get(), connection.receive(length));
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
