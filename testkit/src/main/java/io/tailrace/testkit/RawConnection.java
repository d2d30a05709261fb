package io.tailrace.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A TCP connection on which a test says what no client would: half a request, nothing at all.
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String LENGTH = "content-length:";

  private final Socket socket;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  /// Connects to `host:port`. Whatever is then waited for is waited for thirty seconds at most.
  public static RawConnection to(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    return new RawConnection(socket);
  }

  /// Sends text.
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends bytes.
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Waits for bytes.
  ///
  /// @throws EOFException when the other end closed the connection instead
  public byte[] receive(int length) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection was closed");
    }
    return bytes;
  }

  /// Waits for an answer of HTTP/1.1 and returns all of it.
  public String answer() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(receive(1));
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    int length =
        text.lines()
            .map(line -> line.toLowerCase(Locale.ROOT))
            .filter(line -> line.startsWith(LENGTH))
            .mapToInt(line -> Integer.parseInt(line.substring(LENGTH.length()).strip()))
            .findFirst()
            .orElse(0);
    return text + new String(receive(length), StandardCharsets.ISO_8859_1);
  }

  /// Waits for the other end to close the connection, whatever it still says before; false when it
  /// does not.
  public boolean isClosed() {
    try {
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true; // a reset is a way to close it
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
