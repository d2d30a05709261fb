package io.tailrace.processors.tail_sampling;

import java.util.List;

/// What a configuration comes down to.
///
/// @param names the policies' names in the order of the file
/// @param policies the policies in this order
/// @param order in which they are asked: those that drop come first
/// @param drops how many of them drop
/// @param predicates what is asked of spans, by the numbers of their bits
/// @param budgets what policies may use up
/// @param stopAtFirst whether the first policy that samples ends the questions
record Plan(
    List<String> names,
    List<Policy> policies,
    List<Integer> order,
    int drops,
    List<Predicate> predicates,
    List<Budget.Whole> budgets,
    boolean stopAtFirst) {
  Plan {
    names = List.copyOf(names);
    policies = List.copyOf(policies);
    order = List.copyOf(order);
    predicates = List.copyOf(predicates);
    budgets = List.copyOf(budgets);
  }

  /// The cause of a trace that no policy sampled.
  int noPolicy() {
    return policies.size();
  }

  /// The cause of a trace that was too large.
  int tooLarge() {
    return policies.size() + 1;
  }
}
