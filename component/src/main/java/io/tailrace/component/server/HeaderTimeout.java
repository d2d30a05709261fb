package io.tailrace.component.server;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes connections on which the headers of a request take too long: those that are opened and
/// never say what for, and those that say it byte by byte.
///
/// The time runs from the opening of a connection and, over HTTP/1.1, from the first byte of each
/// further request. HTTP/2 has bytes that belong to no request, so there only the first counts.
/// All of it happens on the connection's event loop.
final class HeaderTimeout extends ChannelInboundHandlerAdapter {
  private final Duration patience;
  private @Nullable Future<?> alarm;
  private int underWay;

  HeaderTimeout(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    expect(context.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (underWay == 0 && alarm == null) {
      expect(context.channel());
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    callOff();
    context.fireChannelInactive();
  }

  private void expect(Channel channel) {
    alarm =
        channel.eventLoop().schedule(() -> end(channel), patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void end(Channel channel) {
    var _ = channel.close();
  }

  private void callOff() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  /// Notes that the headers of a request are there.
  static void met(ServiceRequestContext request) {
    Channel channel = request.log().partial().channel();
    if (channel == null) {
      return;
    }
    HeaderTimeout timeout = channel.pipeline().get(HeaderTimeout.class);
    if (timeout == null) {
      return;
    }
    timeout.callOff();
    if (request.sessionProtocol().isMultiplex()) {
      channel.pipeline().remove(timeout);
      return;
    }
    timeout.underWay++;
    var _ =
        request.log().whenComplete().thenRunAsync(() -> timeout.underWay--, channel.eventLoop());
  }
}
