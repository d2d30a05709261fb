package io.tailrace.processors.tail_sampling;

import io.tailrace.model.Fields;
import java.util.ArrayList;
import java.util.List;

/// The predicates of trace states.
final class StateTests {
  private final List<StateTest> tests = new ArrayList<>();

  StateTests(List<Predicate> predicates) {
    for (int bit = 0; bit < predicates.size(); bit++) {
      if (predicates.get(bit) instanceof Predicate.HasState state) {
        tests.add(new StateTest(bit, new Remembered(new TraceState(state)::isIn)));
      }
    }
  }

  /// Looks at the trace state of a span.
  ///
  /// @param state a cursor on it
  /// @param bits where the answers go, from an index on
  void look(Fields state, long[] bits, int at) {
    for (int i = 0; i < tests.size(); i++) {
      StateTest test = tests.get(i);
      if (test.answers().test(state.bytes(), state.start(), state.end())) {
        bits[at + (test.bit() >>> 6)] |= 1L << test.bit();
      }
    }
  }

  private record StateTest(int bit, Remembered answers) {}
}
