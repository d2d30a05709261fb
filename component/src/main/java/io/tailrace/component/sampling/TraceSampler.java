package io.tailrace.component.sampling;

import java.time.Duration;
import java.util.List;

/// Decides which traces are kept, by what all of their spans show.
///
/// It knows nothing of Kafka: whoever drives it hands in the bytes of records in their order, with
/// a time that comes from the log as well, so that the same log always gives the same decisions.
/// It is made once for a configuration and changes no more; several threads may use it.
public interface TraceSampler {
  /// The names of what can decide about a trace, by the numbers that decisions carry: first the
  /// policies in the order of the file, then {@link #NO_POLICY} and {@link #TOO_LARGE}.
  List<String> causes();

  /// The cause of a trace that no policy sampled.
  String NO_POLICY = "_none";

  /// The cause of a trace that was larger than `maximum_trace_size_bytes`.
  String TOO_LARGE = "_too_large";

  /// How many of the causes are policies.
  default int policies() {
    return causes().size() - 2;
  }

  /// How many traces one that was kept for a cause stands for: 100 / `sampling_percentage` where a
  /// policy samples by the trace id, 1 where it keeps all that it matches or keeps to a budget.
  double adjustedCount(int cause);

  /// A short text that differs whenever two samplers may decide differently.
  String version();

  /// How long after its first span a trace is decided at the latest.
  Duration decisionWait();

  /// What its predicates read of a span besides its identity, times, status, flags and size.
  Reads reads();

  /// Begins with the traces of one partition.
  ///
  /// @param partitions how many there are: budgets are divided equally among them
  Undecided open(int partitions);

  /// What predicates read.
  ///
  /// @param attributes the keys of attributes of spans and resources
  record Reads(List<String> attributes) {
    /// Copies the list.
    public Reads {
      attributes = List.copyOf(attributes);
    }
  }
}
