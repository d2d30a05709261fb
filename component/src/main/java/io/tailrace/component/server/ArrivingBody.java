package io.tailrace.component.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The body of an HTTP request: it counts while it arrives, and goes to the heap when it is there.
///
/// Its pieces stay in the buffers that they were read into until then, so that each byte is copied
/// once. Used by the event loop of its connection.
final class ArrivingBody implements Subscriber<HttpObject> {
  private final MessageMemory.Claim claim;
  private final Consumer<End> done;
  private final List<HttpData> pieces = new ArrayList<>();
  private @Nullable Subscription subscription;

  /// How it ended.
  sealed interface End {
    /// It is there.
    record Whole(byte[] bytes) implements End {}

    /// There is no memory for it.
    record Refused(MessageMemory.Refusal refusal) implements End {}

    /// The rest does not come.
    record Lost(Throwable cause) implements End {}
  }

  /// Creates one.
  ///
  /// @param done told once how it ended
  ArrivingBody(MessageMemory.Claim claim, Consumer<End> done) {
    this.claim = claim;
    this.done = done;
  }

  @Override
  public void onSubscribe(Subscription body) {
    subscription = body;
    body.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject piece) {
    if (!(piece instanceof HttpData data)) {
      return;
    }
    if (subscription == null) {
      data.close();
      return;
    }
    pieces.add(data);
    Optional<MessageMemory.Refusal> refusal = claim.add(data.length());
    if (refusal.isPresent()) {
      subscription.cancel();
      end(new End.Refused(refusal.get()));
    }
  }

  @Override
  public void onError(Throwable cause) {
    end(new End.Lost(cause));
  }

  @Override
  public void onComplete() {
    end(new End.Whole(whole()));
  }

  private byte[] whole() {
    byte[] bytes = new byte[pieces.stream().mapToInt(HttpData::length).sum()];
    int length = 0;
    for (HttpData piece : pieces) {
      ByteBuf buffer = piece.byteBuf();
      buffer.getBytes(buffer.readerIndex(), bytes, length, piece.length());
      length += piece.length();
    }
    return bytes;
  }

  /// Gives the buffers back before anybody goes on with what was in them.
  private void end(End how) {
    if (subscription != null) {
      subscription = null;
      pieces.forEach(HttpData::close);
      pieces.clear();
      claim.release();
      done.accept(how);
    }
  }
}
