package io.tailrace.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/// The listening sockets of a node, bound before anything of Kafka runs.
///
/// So a port in use is found while there is nothing to undo, and a free port is known, and ours,
/// before the node must write it into its own settings.
final class Sockets implements ServerSocketFactory, AutoCloseable {
  private static final int BACKLOG = 128;

  private final Map<String, ServerSocketChannel> bound = new HashMap<>();

  /// Binds the socket of a listener.
  ///
  /// @return the port, which is another only if 0 was asked for
  /// @throws IOException if the operating system refuses
  synchronized int bind(String listener, InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.socket().bind(address, BACKLOG);
      bound.put(listener, channel);
      return channel.socket().getLocalPort();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public synchronized ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBuffer)
      throws IOException {
    ServerSocketChannel channel = bound.remove(listener);
    if (channel == null) {
      throw new IOException("no socket was bound for the listener " + listener);
    }
    return channel;
  }

  /// Closes the sockets that Kafka has not taken over.
  @Override
  public synchronized void close() throws IOException {
    for (ServerSocketChannel channel : bound.values()) {
      channel.close();
    }
    bound.clear();
  }
}
