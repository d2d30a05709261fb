package io.tailrace.component.server;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The few threads that move a server's bytes: epoll where the system has it.
public final class EventLoops extends MultiThreadIoEventLoopGroup {
  private static final int LAST_SECONDS = 1;

  /// Starts threads when they are first needed.
  ///
  /// @param name what they are called
  public EventLoops(String name, int threads) {
    super(
        threads,
        new DefaultThreadFactory(name, true),
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  static Class<? extends ServerChannel> channel() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /// Ends at once: servers call this when their last connection is closed, and the usual two
  /// quiet seconds would only delay the end of the process.
  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    return super.shutdownGracefully(0, timeout, unit);
  }

  void stop() {
    var _ = shutdownGracefully(0, LAST_SECONDS, TimeUnit.SECONDS);
  }
}
