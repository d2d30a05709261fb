package io.tailrace.model;

import java.util.List;

/// Copies the spans of some traces out of requests, byte for byte, with the resources and scopes
/// around them.
///
/// A request is walked over once. Nothing is set aside for a span that is left out, and nothing
/// for a request of which nothing is kept. Resources and scopes without a kept span are left
/// out; all others keep their own fields, known or not, and so does the request. What comes out
/// is what a parser would have written that kept those spans and nothing else.
///
/// One thread uses it, for any number of requests.
public final class KeptSpans {
  private static final Kept NOTHING = new Kept(new byte[0], 0, new int[0]);
  private static final int RESOURCE_SPANS = 1;
  private static final int SPANS = 2;

  private final Choice choice;
  private final KeptScope kept;
  private final Gather gather = new Gather();
  private final Ints resources = new Ints(16);
  private final Fields request = new Fields();
  private final Fields entry = new Fields();
  private final Fields scope = new Fields();
  private final TraceId id = new TraceId();
  private int spans;
  private boolean asked;
  private long high;
  private long low;
  private int answer;

  /// Which traces are kept.
  @FunctionalInterface
  public interface Choice {
    /// The answer that leaves a trace out. Any other negative number does as well.
    int LEAVE_OUT = -1;

    /// Says whether a trace is kept. It is asked once for spans of a trace that follow each other
    /// in a request.
    ///
    /// @param high the high 64 bits of its id, 0 of an id that is shorter or missing
    /// @param low the low 64 bits
    /// @return the number of the annotation that its spans get, or {@link #LEAVE_OUT}
    int of(long high, long low);
  }

  /// What was kept of a request.
  ///
  /// @param otlp a request with those spans; no bytes if there are none
  /// @param spans how many there are
  /// @param resources for each of its resources, which one of the original request it was,
  ///     counted from 0; ascending
  public record Kept(byte[] otlp, int spans, int[] resources) {
    /// Whether there are no spans.
    public boolean isEmpty() {
      return spans == 0;
    }
  }

  /// Copies spans as they are.
  ///
  /// @param choice which ones; all numbers but negative ones mean the same
  public KeptSpans(Choice choice) {
    this(choice, List.of());
  }

  /// Copies spans and annotates them.
  ///
  /// @param choice which ones
  /// @param annotations by the numbers that the choice answers; a number beyond them means none
  public KeptSpans(Choice choice, List<Annotation> annotations) {
    this.choice = choice;
    this.kept = new KeptScope(annotations);
  }

  /// Copies the spans of a request that are kept. Where annotations say different things of a
  /// scope, it comes as often, with the spans of each.
  ///
  /// @param otlp a serialised `ExportTraceServiceRequest`
  /// @throws MalformedTelemetry when the bytes are no export request
  public Kept copy(byte[] otlp) {
    gather.clear();
    resources.clear();
    spans = 0;
    asked = false;
    request.over(otlp, 0, otlp.length);
    for (int resource = 0; request.next(); ) {
      if (request.isMessage(RESOURCE_SPANS)) {
        resource(resource++);
      } else {
        gather.field(request);
      }
    }
    return spans == 0 ? NOTHING : new Kept(gather.copy(otlp), spans, resources.toArray());
  }

  private void resource(int number) {
    int before = spans;
    int opened = gather.open(RESOURCE_SPANS);
    entry.into(request);
    while (entry.next()) {
      if (entry.isMessage(KeptScope.NUMBER)) {
        scope();
      } else {
        gather.field(entry);
      }
    }
    if (spans == before) {
      gather.forget(opened);
    } else {
      gather.close(opened);
      resources.add(number);
    }
  }

  private void scope() {
    kept.clear();
    scope.into(entry);
    while (scope.next()) {
      if (scope.isMessage(SPANS)) {
        span();
      } else {
        kept.own(scope);
      }
    }
    spans += kept.spans();
    kept.write(scope.bytes(), gather);
  }

  private void span() {
    id.read(scope.bytes(), scope.start(), scope.end());
    if (!asked || id.low() != low || id.high() != high) {
      high = id.high();
      low = id.low();
      answer = choice.of(high, low);
      asked = true;
    }
    if (answer >= 0) {
      kept.span(scope, answer);
    }
  }
}
