package io.tailrace.exporters.otlp_grpc;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Speaks as much HTTP/2 as it takes to be connected, and then no more.
final class SilentServer implements AutoCloseable {
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final CountDownLatch dropped = new CountDownLatch(1);

  SilentServer() throws IOException {
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Waits until the client drops its connection.
  boolean dropped(Duration longest) throws InterruptedException {
    return dropped.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void serve() {
    try (Socket client = listener.accept()) {
      client.getOutputStream().write(SETTINGS);
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // a reset is a way to drop it
    } finally {
      dropped.countDown();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
