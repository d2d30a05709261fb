package io.tailrace.app;

import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import java.time.Duration;
import java.util.function.Consumer;

/// The intake that a receiver holds for as long as it lives, while what stands behind it may be
/// exchanged by a reload.
final class Valve implements Intake {
  private static final Intake CLOSED =
      (_, done) -> done.accept(new Outcome.Retry("starting or stopping", Duration.ofSeconds(1)));

  private volatile Intake behind = CLOSED;

  void open(Intake intake) {
    behind = intake;
  }

  @Override
  public void offer(Payload request, Consumer<Outcome> done) {
    behind.offer(request, done);
  }
}
