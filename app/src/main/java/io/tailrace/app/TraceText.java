package io.tailrace.app;

import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Vote;
import io.tailrace.topology.TraceHistory;
import io.tailrace.topology.decisions.TraceSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What is known of a trace, for people.
final class TraceText {
  private static final int MOST_OFFSETS = 8;

  private final PrintWriter out;
  private final Terminal terminal;
  private final Figures figures = new Figures(true);

  TraceText(PrintWriter out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void print(TraceIdArgument trace, List<TraceHistory> histories) {
    out.println(terminal.bold("trace " + trace));
    for (TraceHistory history : histories) {
      if (history.lives().isEmpty()) {
        unknown(history);
      }
      for (TraceHistory.Life life : history.lives()) {
        print(history, life);
      }
    }
  }

  private void unknown(TraceHistory history) {
    out.println();
    out.println("pipeline " + history.pipeline() + ": " + terminal.bold("not found"));
    line(
        "searched",
        "its decisions "
            + history.searched().summaries().map(time -> "since " + time).orElse("(there are none)")
            + ", and spans without one "
            + history.searched().spans().map(time -> "since " + time).orElse("(there are none)")
            + ", in partition "
            + history.partition());
    line("", "Older ones are gone from the topics, and others never came to this pipeline.");
  }

  private void print(TraceHistory history, TraceHistory.Life life) {
    out.println();
    out.println("pipeline " + history.pipeline() + ": " + verdict(life));
    life.decided().ifPresent(summary -> summary(summary, first(life)));
    where(history, life);
    life.decided().filter(summary -> !summary.votes().isEmpty()).ifPresent(this::votes);
    parts(history, life);
  }

  private String verdict(TraceHistory.Life life) {
    return life.decided()
        .map(
            summary ->
                summary.kept()
                    ? terminal.green("kept by " + summary.cause())
                    : terminal.red("dropped: " + reason(summary.cause())))
        .orElse(terminal.bold("not decided yet"));
  }

  private static String reason(String cause) {
    return switch (cause) {
      case TraceSampler.NO_POLICY -> "no policy sampled it";
      case TraceSampler.TOO_LARGE -> "it is larger than maximum_trace_size_bytes";
      default -> cause + " said so";
    };
  }

  /// When its first span came: by the broker's clock, which the time of the log may be behind; by
  /// that where the span is gone.
  private static Instant first(TraceHistory.Life life) {
    return life.whole() && !life.parts().isEmpty()
        ? life.parts().getFirst().arrived()
        : life.decided()
            .map(summary -> Instant.ofEpochMilli(summary.times().first()))
            .orElse(Instant.EPOCH);
  }

  private void summary(TraceSummary summary, Instant first) {
    long after = summary.times().decided() - summary.times().first();
    line(
        "decided",
        "%s, %s after its first span".formatted(first.plusMillis(after), seconds(after)));
    line(
        "root",
        summary.rootName().isEmpty() && summary.rootService().isEmpty()
            ? "none came in time"
            : "%s (%s)".formatted(summary.rootName(), summary.rootService()));
    line(
        "duration",
        "%s from %s on".formatted(duration(summary.end() - summary.start()), start(summary)));
    line(
        "spans",
        "%s, %s with an error, %s"
            .formatted(
                figures.count(summary.spans()),
                figures.count(summary.errors()),
                figures.bytes(summary.bytes())));
    line("services", String.join(", ", summary.services()));
  }

  private static Instant start(TraceSummary summary) {
    return Instant.EPOCH.plusNanos(summary.start());
  }

  private static String duration(long nanos) {
    double millis = nanos / 1e6;
    return millis >= 1000
        ? String.format(Locale.ROOT, "%.2f s", millis / 1e3)
        : String.format(Locale.ROOT, "%.2f ms", millis);
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }

  private void where(TraceHistory history, TraceHistory.Life life) {
    if (life.decided().isEmpty()) {
      line(
          "due",
          life.due()
              .map(due -> "about " + due)
              .orElse("when decision_wait has passed since its first span"));
      return;
    }
    if (!life.decided().orElseThrow().kept()) {
      line(
          "went",
          "nowhere; its spans stay in %s until that is trimmed".formatted(history.source()));
      return;
    }
    long spans = life.released().stream().mapToInt(TraceHistory.Released::spans).sum();
    if (spans == 0) {
      line(
          "went",
          life.passed()
              ? "to %s, which has nothing of it any more, or a processor behind the sampling dropped it"
                  .formatted(history.output())
              : "nowhere yet: the release of spans has not come by it");
      return;
    }
    line(
        "went",
        "to %s, partition %d, %s (%s spans)%s"
            .formatted(
                history.output(),
                history.partition(),
                offsets(life.released()),
                figures.count(spans),
                life.passed() ? "" : "; more to come"));
  }

  private static String offsets(List<TraceHistory.Released> released) {
    String some =
        released.stream()
            .limit(MOST_OFFSETS)
            .map(each -> Long.toString(each.offset()))
            .collect(Collectors.joining(", "));
    int more = released.size() - MOST_OFFSETS;
    return (released.size() == 1 ? "offset " : "offsets ")
        + some
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private void votes(TraceSummary summary) {
    out.println();
    Table table = new Table("policy", "said", "");
    for (TraceSummary.Ballot each : summary.votes()) {
      table.row(
          each.policy(),
          words(each.vote()),
          each.policy().equals(summary.cause()) ? "and decided" : "");
    }
    table.print(out, terminal);
  }

  private static String words(Vote vote) {
    return switch (vote) {
      case NOT_ASKED -> "not asked";
      case SAMPLED -> "sample";
      case NOT_SAMPLED -> "do not sample";
      case INVERT_SAMPLED -> "sample (inverted)";
      case INVERT_NOT_SAMPLED -> "do not sample (inverted)";
      case DROPPED -> "drop";
    };
  }

  private void parts(TraceHistory history, TraceHistory.Life life) {
    out.println();
    if (!life.whole()) {
      out.println(
          terminal.dim("The first of its spans are no longer in %s.".formatted(history.source())));
    }
    if (life.parts().isEmpty()) {
      return;
    }
    Instant first = first(life);
    Table table = new Table("arrived", "after", "offset", "receiver", "spans", "services", "");
    for (TraceHistory.Part part : life.parts()) {
      table.row(
          part.arrived(),
          seconds(Math.max(0, Duration.between(first, part.arrived()).toMillis())),
          part.offset(),
          part.receiver(),
          part.spans(),
          String.join(", ", part.services()),
          part.late() ? "late" : "");
    }
    table.print(out, terminal);
    out.println(
        terminal.dim(
            "offsets of %s, partition %d".formatted(history.source(), history.partition())));
  }

  private void line(String word, String text) {
    out.println("  %-9s %s".formatted(word, text));
  }
}
