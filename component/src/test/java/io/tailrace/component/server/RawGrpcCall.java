package io.tailrace.component.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A call of `a.B/C` whose sender does not say that it is over.
final class RawGrpcCall implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;
  private static final int PREFIX = 5;
  private static final int FRAME = 1 << 10;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final DataOutputStream out;

  private RawGrpcCall(String address, int announced, int sent) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    out = new DataOutputStream(socket.getOutputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
    frame(HEADERS, END_HEADERS, 1, headers());
    frame(DATA, 0, 1, prefix(announced));
    for (int left = sent; left > 0; left -= FRAME) {
      frame(DATA, 0, 1, new byte[Math.min(left, FRAME)]);
    }
    out.flush();
  }

  /// One whose message lacks its last byte.
  static RawGrpcCall unfinished(String address, int bytes) throws IOException {
    return new RawGrpcCall(address, bytes + 1, bytes);
  }

  /// One whose message is there.
  static RawGrpcCall whole(String address, int bytes) throws IOException {
    return new RawGrpcCall(address, bytes, bytes);
  }

  private static byte[] prefix(int length) {
    byte[] prefix = new byte[PREFIX];
    for (int i = 1; i < PREFIX; i++) {
      prefix[i] = (byte) (length >> (Byte.SIZE * (PREFIX - 1 - i)));
    }
    return prefix;
  }

  private static byte[] headers() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    List.of(
            List.of(":method", "POST"),
            List.of(":scheme", "http"),
            List.of(":path", "/a.B/C"),
            List.of("te", "trailers"),
            List.of("content-type", "application/grpc"))
        .forEach(
            header -> {
              block.write(0);
              for (String text : header) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
              }
            });
    return block.toByteArray();
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(0);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  /// Waits until the server has seen everything up to here.
  void awaitReceived() throws IOException {
    frame(PING, 0, 0, new byte[Long.BYTES]);
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    boolean answered = false;
    while (!answered) {
      int length = (in.readUnsignedByte() << Short.SIZE) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      answered = type == PING && (flags & ACK) != 0;
      in.skipNBytes(Integer.BYTES + length);
    }
  }

  /// Says that nothing more comes.
  void end() throws IOException {
    frame(DATA, END_STREAM, 1, new byte[0]);
    out.flush();
  }

  /// Gives the call up.
  void reset() throws IOException {
    frame(RST_STREAM, 0, 1, new byte[] {0, 0, 0, CANCEL});
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
