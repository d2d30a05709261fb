package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.Vote;
import java.util.ArrayList;
import java.util.List;

/// A row as policies and those who are told of decisions see it. One looks at many, one after the
/// other.
final class Summary implements DecidedTrace, Evidence {
  private final TraceRows rows;
  private final Texts texts;
  private final Decision decision;
  private int row;

  Summary(TraceRows rows, Texts texts, Decision decision) {
    this.rows = rows;
    this.texts = texts;
    this.decision = decision;
  }

  Summary of(int number) {
    row = number;
    return this;
  }

  @Override
  public long high() {
    return rows.high(row);
  }

  @Override
  public long low() {
    return rows.low(row);
  }

  @Override
  public boolean has(int predicate) {
    return (rows.bits(row, predicate >>> 6) >>> predicate & 1) != 0;
  }

  @Override
  public boolean kept() {
    return decision.kept();
  }

  @Override
  public int cause() {
    return decision.cause();
  }

  @Override
  public Vote vote(int policy) {
    return decision.vote(policy);
  }

  @Override
  public long firstOffset() {
    return rows.firstOffset(row);
  }

  @Override
  public long lastOffset() {
    return rows.lastOffset(row);
  }

  @Override
  public long firstTime() {
    return rows.firstTime(row);
  }

  @Override
  public int spans() {
    return rows.spans(row);
  }

  @Override
  public int errors() {
    return rows.errors(row);
  }

  @Override
  public long bytes() {
    return rows.bytes(row);
  }

  @Override
  public long start() {
    return rows.start(row);
  }

  @Override
  public long end() {
    return rows.end(row);
  }

  @Override
  public boolean hasRoot() {
    return rows.rootName(row) != Texts.NONE;
  }

  @Override
  public String rootName() {
    return texts.text(rows.rootName(row));
  }

  @Override
  public String rootService() {
    return texts.text(rows.rootService(row));
  }

  @Override
  public List<String> services() {
    List<String> services = new ArrayList<>();
    for (int i = 0; i < TraceRows.MOST_SERVICES; i++) {
      int text = rows.service(row, i);
      if (text != Texts.NONE) {
        services.add(texts.text(text));
      }
    }
    return services;
  }
}
