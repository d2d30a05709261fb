package io.tailrace.component.sampling;

import java.util.function.Consumer;

/// The traces of one partition about which nothing is decided yet, and the ids of those about
/// which something is. One thread uses it.
///
/// Of a trace it holds a summary of fixed size, however many spans come. A span whose trace is
/// decided already follows that decision and changes nothing: it is late.
public interface Undecided {
  /// What {@link #firstOffset} says when every trace is decided.
  long NONE = -1;

  /// Takes the spans of a record in.
  ///
  /// @param otlp a serialised `ExportTraceServiceRequest`
  /// @param offset of the record; higher than all before
  /// @param time of the log in milliseconds; never lower than before. Every trace that is due at
  ///     this time must have been decided: see {@link #decide}
  /// @throws io.tailrace.model.MalformedTelemetry when the bytes are no export request; nothing
  ///     of it was taken then
  void take(byte[] otlp, long offset, long time);

  /// Decides every trace that is due, in the order of their first spans, and remembers what was
  /// decided. A trace whose evidence is complete earlier (its root came, it is too large) is
  /// decided in this order too.
  ///
  /// @param time of the log in milliseconds
  /// @param decided takes each of them; the object is the same for all and holds only during the
  ///     call
  void decide(long time, Consumer<DecidedTrace> decided);

  /// The offset of the first span of the oldest trace that is not decided, {@link #NONE} if all
  /// are.
  long firstOffset();

  /// The time of the log when the first span of that trace came.
  long firstTime();

  /// When the oldest trace is due, `Long.MAX_VALUE` if all are decided.
  long due();

  /// How many traces are not decided.
  int traces();

  /// How many spans they have.
  long spans();

  /// How many spans came late since it was opened, by the decision that they followed.
  ///
  /// @param kept whether their traces were kept
  /// @param cause by what
  long late(boolean kept, int cause);

  /// What the budgets of policies have left, in a form that only {@link #restore} knows.
  long[] budgets();

  /// Goes on with budgets as they once were.
  ///
  /// @param budgets what {@link #budgets} returned; of another length when the policies changed,
  ///     and without effect then
  void restore(long[] budgets);

  /// Remembers a decision that was made in an earlier life.
  ///
  /// @param high the high 64 bits of the trace id; not looked at where it was not kept
  /// @param low the low 64 bits
  void remember(long high, long low, boolean kept, int cause);

  /// Ends a slice: what was decided or remembered since the one before is forgotten together.
  ///
  /// @param watermark every trace whose first span is below this offset is decided
  /// @param time of the log in milliseconds
  void seal(long watermark, long time);

  /// Forgets slices that are too old or too many to be remembered, the oldest first. Spans of
  /// their traces that come from now on begin new traces.
  ///
  /// @param time of the log in milliseconds
  /// @return the watermark of the youngest slice that is forgotten, 0 while none is
  long forget(long time);

  /// Forgets all slices up to one.
  ///
  /// @param watermark what {@link #forget} returned in an earlier life
  void forgetUpTo(long watermark);
}
