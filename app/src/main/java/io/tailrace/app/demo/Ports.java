package io.tailrace.app.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Finds ports of 127.0.0.1 that nobody listens on. A process that is killed and started again
/// needs the same ones, so they cannot be left to the operating system.
///
/// They lie below those that systems give to clients, and to servers that ask for any: while the
/// process is away, or has not yet opened them, nobody gets them by chance.
public final class Ports {
  private static final int FIRST = 10_000;
  private static final int COUNT = 22_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /// Returns different free ports, which this process has not been given before.
  ///
  /// @throws IOException if there are not as many
  public static List<Integer> free(int count) throws IOException {
    var found = new ArrayList<Integer>();
    int begin = ThreadLocalRandom.current().nextInt(COUNT);
    for (int i = 0; i < COUNT && found.size() < count; i++) {
      int port = FIRST + (begin + i) % COUNT;
      if (GIVEN.add(port) && isFree(port)) {
        found.add(port);
      }
    }
    if (found.size() < count) {
      throw new IOException("no %d ports are free on 127.0.0.1".formatted(count));
    }
    return found;
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether somebody listens on a port.
  public static boolean isOpen(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
