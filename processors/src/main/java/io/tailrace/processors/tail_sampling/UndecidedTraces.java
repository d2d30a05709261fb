package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.Undecided;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// The traces of one partition.
///
/// A record is scanned as a whole first; then each of its entries is gathered by trace, so that a
/// trace's row, which is far away when there are millions, is looked up once for a batch of spans.
/// What a batch does to a row is what the Collector does with one: its size counts by itself, and
/// at ingest it is judged by itself.
final class UndecidedTraces implements Undecided {
  private static final int AHEAD = 8;

  private final Settings settings;
  private final Plan plan;
  private final ScannedSpans found;
  private final Scan scan;
  private final Batches batches;
  private final TraceRows rows;
  private final IdIndex index;
  private final DecidedIds decidedIds;
  private final Texts texts = new Texts();
  private final Budgets budgets;
  private final Decision decision;
  private final Summary summary;
  private final long[][] late;

  /// How many spans came after their trace was complete and wait for its decision, by row.
  private final Map<Integer, Integer> waiting = new HashMap<>();

  private long now;
  private long spans;

  /// Takes what was read ahead, so that no compiler leaves the reading out.
  int touched;

  UndecidedTraces(Settings settings, Plan plan, int partitions) {
    this.settings = settings;
    this.plan = plan;
    int words = Math.max(1, Math.ceilDiv(plan.predicates().size(), Long.SIZE));
    found = new ScannedSpans(words);
    scan = new Scan(plan.predicates(), found);
    batches = new Batches(plan.predicates(), words);
    rows = new TraceRows(words);
    index = new IdIndex(rows);
    decidedIds =
        new DecidedIds(
            Math.ceilDiv(settings.remembersKept(), partitions),
            Math.ceilDiv(settings.remembersDropped(), partitions));
    budgets = new Budgets(plan.budgets(), partitions);
    decision = new Decision(plan, budgets);
    summary = new Summary(rows, texts, decision);
    late = new long[2][plan.tooLarge() + 1];
  }

  @Override
  public void take(byte[] otlp, long offset, long time) {
    scan.scan(otlp);
    now = Math.max(now, time);
    int first = 0;
    for (int entry = 0; entry < found.entries; entry++) {
      int end = found.entryEnd[entry];
      gather(first, end, offset);
      for (int span = first; span < end; span++) {
        batches.add(found.batch[span], found, span);
      }
      close(entry, otlp, offset);
      first = end;
    }
    found.shrink();
  }

  /// Finds the batches of the spans of an entry and the rows that they belong to. The index is
  /// touched for all of them at first, so that their ways to memory are one.
  private void gather(int first, int end, long offset) {
    batches.clear();
    for (int span = first; span < end; span++) {
      found.batch[span] = batches.of(found.high[span], found.low[span]);
    }
    int near = 0;
    for (int batch = 0; batch < batches.count; batch++) {
      near += index.touch(batches.high[batch], batches.low[batch]);
    }
    for (int batch = 0; batch < batches.count; batch++) {
      long high = batches.high[batch];
      long low = batches.low[batch];
      batches.row[batch] = index.find(high, low);
      near += batches.row[batch] < 0 ? decidedIds.touch(high, low) : 0;
    }
    touched = near;
    for (int batch = 0; batch < batches.count; batch++) {
      settle(batch, offset);
    }
  }

  private void settle(int batch, long offset) {
    long high = batches.high[batch];
    long low = batches.low[batch];
    int row = batches.row[batch];
    if (row >= 0) {
      if (now >= rows.deadline(row)) {
        batches.row[batch] = Batches.LATE;
        return;
      }
    } else if (decidedIds.keptBy(high, low) >= 0 || decidedIds.droppedBy(low) >= 0) {
      batches.row[batch] = Batches.LATE;
      return;
    } else {
      row = rows.append(high, low, offset, now, settings.afterFirst());
      index.put(high, low, row);
      batches.row[batch] = row;
    }
    if (!settings.atIngest()) {
      batches.start[batch] = rows.start(row);
      batches.end[batch] = rows.end(row);
    }
  }

  private void close(int entry, byte[] otlp, long offset) {
    int service =
        found.serviceEnd[entry] == 0
            ? Texts.NONE
            : texts.number(otlp, found.service[entry], found.serviceEnd[entry]);
    for (int batch = 0; batch < batches.count; batch++) {
      if (batches.row[batch] == Batches.LATE) {
        countLate(batch);
      } else {
        close(batch, batches.bytes(batch, found.resourceSize[entry]), service, otlp, offset);
      }
    }
  }

  private void countLate(int batch) {
    long high = batches.high[batch];
    long low = batches.low[batch];
    int count = batches.spans[batch];
    int row = index.find(high, low);
    int kept = decidedIds.keptBy(high, low);
    if (row >= 0) {
      waiting.merge(row, count, Math::addExact);
    } else if (kept >= 0) {
      late[1][kept] += count;
    } else {
      late[0][decidedIds.droppedBy(low)] += count;
    }
  }

  private void close(int batch, long bytes, int service, byte[] otlp, long offset) {
    int row = batches.row[batch];
    rows.add(row, batches.spans[batch], batches.errors[batch], bytes);
    spans += batches.spans[batch];
    rows.lastOffset(row, offset);
    if (service != Texts.NONE) {
      rows.addService(row, service);
    }
    if (batches.rootName[batch] >= 0) {
      root(batch, row, service, otlp);
    }
    if (settings.atIngest()) {
      judge(batch, row);
    } else {
      rows.times(row, batches.start[batch], batches.end[batch]);
      for (int word = 0; word < found.words; word++) {
        rows.bits(row, word, rows.bits(row, word) | batches.bits(batch, word));
      }
      if (settings.tooLarge(rows.bytes(row))) {
        rows.hasten(row, now);
      }
    }
  }

  private void root(int batch, int row, int service, byte[] otlp) {
    if (rows.rootName(row) == Texts.NONE) {
      int name = texts.number(otlp, batches.rootName[batch], batches.rootNameEnd[batch]);
      rows.root(row, name, service);
    }
    if (settings.afterRoot() > 0) {
      rows.hasten(row, now + settings.afterRoot());
    }
  }

  /// Judges a batch by itself. What is final is written where the bits would be.
  private void judge(int batch, int row) {
    long start = rows.start(row);
    long end = rows.end(row);
    boolean first = start == 0 || Long.compareUnsigned(batches.start[batch], start) < 0;
    boolean last = end == 0 || Long.compareUnsigned(batches.end[batch], end) > 0;
    rows.times(row, first ? batches.start[batch] : start, last ? batches.end[batch] : end);
    if (settings.tooLarge(rows.bytes(row))) {
      rows.hasten(row, now);
    } else if (decision.judge(new Batch(batch, row))) {
      rows.bits(row, 0, ((decision.cause() + 1L) << 1) | (decision.kept() ? 1 : 0));
      rows.hasten(row, now);
    }
  }

  @Override
  public void decide(long time, Consumer<DecidedTrace> decided) {
    now = Math.max(now, time);
    while (rows.size() > 0 && rows.deadline(rows.head()) <= time) {
      int row = rows.head();
      long high = rows.high(row);
      long low = rows.low(row);
      touchAhead();
      decide(row);
      decided.accept(summary.of(row));
      index.remove(high, low, row);
      decidedIds.add(high, low, decision.kept(), decision.cause());
      spans -= rows.spans(row);
      if (!waiting.isEmpty()) {
        Integer came = waiting.remove(row);
        late[decision.kept() ? 1 : 0][decision.cause()] += came == null ? 0 : came;
      }
      rows.pop();
      index.shrink();
    }
  }

  /// Reads what will be needed for a trace that is decided soon, while there is other work to do.
  private void touchAhead() {
    int ahead = rows.ahead(AHEAD);
    if (ahead >= 0) {
      long high = rows.high(ahead);
      long low = rows.low(ahead);
      touched = index.touch(high, low) + decidedIds.touch(high, low);
    }
  }

  private void decide(int row) {
    budgets.advance(rows.deadline(row));
    if (settings.tooLarge(rows.bytes(row))) {
      decision.set(false, plan.tooLarge());
    } else if (settings.atIngest()) {
      long outcome = rows.bits(row, 0);
      int cause = (int) (outcome >>> 1) - 1;
      decision.set((outcome & 1) != 0, outcome == 0 ? plan.noPolicy() : cause);
    } else {
      decision.decide(summary.of(row));
    }
  }

  @Override
  public long firstOffset() {
    return rows.size() == 0 ? NONE : rows.firstOffset(rows.head());
  }

  @Override
  public long firstTime() {
    return rows.size() == 0 ? NONE : rows.firstTime(rows.head());
  }

  @Override
  public long due() {
    return rows.size() == 0 ? Long.MAX_VALUE : rows.deadline(rows.head());
  }

  @Override
  public int traces() {
    return rows.size();
  }

  @Override
  public long spans() {
    return spans;
  }

  @Override
  public long late(boolean kept, int cause) {
    return late[kept ? 1 : 0][cause];
  }

  @Override
  public long[] budgets() {
    return budgets.save();
  }

  @Override
  public void restore(long[] saved) {
    budgets.restore(saved);
  }

  @Override
  public void remember(long high, long low, boolean kept, int cause) {
    decidedIds.add(high, low, kept, cause);
  }

  @Override
  public void seal(long watermark, long time) {
    decidedIds.seal(watermark, time);
  }

  @Override
  public long forget(long time) {
    return decidedIds.forget(time);
  }

  @Override
  public void forgetUpTo(long watermark) {
    decidedIds.forgetUpTo(watermark);
  }

  /// How many bytes the traces that are not decided take.
  long memory() {
    return rows.memory() + index.bytes();
  }

  /// What a batch shows by itself, with the number of spans and bytes of all that came.
  private final class Batch implements Evidence {
    private final int batch;
    private final int row;

    Batch(int batch, int row) {
      this.batch = batch;
      this.row = row;
    }

    @Override
    public long high() {
      return batches.high[batch];
    }

    @Override
    public long low() {
      return batches.low[batch];
    }

    @Override
    public int spans() {
      return rows.spans(row);
    }

    @Override
    public long bytes() {
      return rows.bytes(row);
    }

    @Override
    public boolean has(int predicate) {
      return (batches.bits(batch, predicate >>> 6) >>> predicate & 1) != 0;
    }
  }
}
