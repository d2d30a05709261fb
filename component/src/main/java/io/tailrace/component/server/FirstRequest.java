package io.tailrace.component.server;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes connections that are opened and never say what for.
final class FirstRequest {
  private static final AttributeKey<Boolean> SEEN = AttributeKey.valueOf("first-request-seen");

  private FirstRequest() {}

  /// Gives a new connection this long.
  static void demand(Channel channel, Duration patience) {
    var _ =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  if (!channel.hasAttr(SEEN)) {
                    var _ = channel.close();
                  }
                },
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  /// Notes that headers of a request are there.
  static void seen(@Nullable Channel channel) {
    if (channel != null) {
      channel.attr(SEEN).set(true);
    }
  }
}
