package io.tailrace.testkit;

import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// An intake that keeps what it is offered and answers as the test says.
public final class FakeIntake implements Intake {
  private final List<Payload> offered = new CopyOnWriteArrayList<>();
  private volatile Function<Payload, Outcome> answer = _ -> Outcome.ACCEPTED;

  /// Answers every request from now on with what the function gives.
  public void answer(Function<Payload, Outcome> answer) {
    this.answer = answer;
  }

  /// What was offered so far, in order.
  public List<Payload> offered() {
    return List.copyOf(offered);
  }

  @Override
  public void offer(Payload request, Consumer<Outcome> done) {
    Outcome outcome = answer.apply(request);
    offered.add(request);
    done.accept(outcome);
  }
}
