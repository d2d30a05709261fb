package io.tailrace.app;

import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.util.List;
import java.util.Optional;

/// A flow of tests that accepts everything, and has a bug wherever the test says so.
final class FailingFlow implements Flow {
  private volatile String fails = "";

  /// Fails from now on in one method.
  void in(String method) {
    fails = method;
  }

  private void enter(String method) {
    if (fails.equals(method)) {
      throw new IllegalStateException("a bug in " + method);
    }
  }

  @Override
  public void start(Configuration configuration) {}

  @Override
  public Optional<String> obstacle(Configuration next) {
    return Optional.empty();
  }

  @Override
  public List<String> apply(Configuration configuration) {
    enter("apply");
    return List.of();
  }

  @Override
  public List<String> restore(Configuration configuration) {
    return List.of();
  }

  @Override
  public Intake intake(ComponentId receiver) {
    return (_, done) -> done.accept(Outcome.ACCEPTED);
  }

  @Override
  public String place() {
    return "nowhere";
  }

  @Override
  public List<String> unready() {
    return List.of();
  }

  @Override
  public String ledger() {
    return "{}";
  }

  @Override
  public void ending() {
    enter("ending");
  }

  @Override
  public void close() {
    enter("close");
  }
}
