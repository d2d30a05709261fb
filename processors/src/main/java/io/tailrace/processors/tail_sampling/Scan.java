package io.tailrace.processors.tail_sampling;

import io.tailrace.model.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Walks over the bytes of a record once and asks every span the predicates that need nothing but
/// the span and its resource. It makes no objects.
final class Scan {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] SERVICE = "service.name".getBytes(StandardCharsets.UTF_8);

  /// A message that is not there is written with two bytes all the same, where the Collector
  /// counts.
  private static final int ABSENT = 2;

  private static final int STATUSES = 3;
  private static final int ERROR = 2;
  private static final int ID = 8;

  private final Fields request = new Fields();
  private final Fields entry = new Fields();
  private final Fields scope = new Fields();
  private final Fields span = new Fields();
  private final Fields inner = new Fields();
  private final FoundValue value = new FoundValue();
  private final AttributeTests attributes;
  private final boolean readsAttributes;
  private final StateTests states;
  private final ScannedSpans found;

  /// The bits that a status sets, and one more row for those that nobody asks for.
  private final long[][] ofStatus;

  private final long[] ofFlag;
  private final long[] ofResource;

  Scan(List<Predicate> predicates, ScannedSpans found) {
    this.found = found;
    attributes = new AttributeTests(predicates);
    readsAttributes = !attributes.isEmpty();
    states = new StateTests(predicates);
    ofStatus = new long[STATUSES + 1][found.words];
    ofFlag = new long[found.words];
    ofResource = new long[found.words];
    for (int bit = 0; bit < predicates.size(); bit++) {
      switch (predicates.get(bit)) {
        case Predicate.HasStatus status -> {
          for (int code : status.codes()) {
            ofStatus[code][bit >>> 6] |= 1L << bit;
          }
        }
        case Predicate.IsFlagged _ -> ofFlag[bit >>> 6] |= 1L << bit;
        default -> {}
      }
    }
  }

  /// Finds the spans of a record.
  ///
  /// @throws io.tailrace.model.MalformedTelemetry when the bytes are no export request
  void scan(byte[] otlp) {
    found.clear();
    request.over(otlp, 0, otlp.length);
    while (request.next()) {
      if (request.isMessage(1)) {
        entry();
      }
    }
  }

  private void entry() {
    int first = found.count;
    int number = found.addEntry();
    found.resourceSize[number] = ABSENT;
    found.service[number] = 0;
    found.serviceEnd[number] = 0;
    Arrays.fill(ofResource, 0);
    attributes.begin();
    entry.into(request);
    while (entry.next()) {
      if (entry.isMessage(1)) {
        found.resourceSize[number] = 1 + lengthSize(entry.size()) + entry.size();
        resource(number);
      }
    }
    entry.into(request);
    while (entry.next()) {
      if (entry.isMessage(2)) {
        scope();
      }
    }
    found.entryEnd[number] = found.count;
    if (found.count == first) {
      found.entries--;
    }
  }

  private void resource(int number) {
    span.into(entry);
    while (span.next()) {
      if (span.isMessage(1)) {
        if (readsAttributes) {
          attributes.look(span, ofResource, 0, true);
        }
        if (found.serviceEnd[number] == 0) {
          service(number);
        }
      }
    }
  }

  private void service(int number) {
    inner.into(span);
    boolean named = false;
    while (inner.next()) {
      if (inner.isMessage(1)) {
        named = inner.holds(SERVICE);
      } else if (named && inner.isMessage(2)) {
        value.read(inner.bytes(), inner.start(), inner.end());
        if (value.isText()) {
          found.service[number] = value.start();
          found.serviceEnd[number] = value.end();
        }
      }
    }
  }

  private void scope() {
    int number = found.addScope();
    found.scopeSize[number] = ABSENT;
    scope.into(entry);
    while (scope.next()) {
      if (scope.isMessage(2)) {
        span(number);
      } else if (scope.isMessage(1)) {
        found.scopeSize[number] = 1 + lengthSize(scope.size()) + scope.size();
      }
    }
  }

  private int begin(int scopeNumber) {
    int number = found.add();
    System.arraycopy(ofResource, 0, found.bits, number * found.words, found.words);
    found.high[number] = 0;
    found.low[number] = 0;
    found.start[number] = 0;
    found.end[number] = 0;
    found.scope[number] = scopeNumber;
    attributes.begin();
    return number;
  }

  private void span(int scopeNumber) {
    int number = begin(scopeNumber);
    int at = number * found.words;
    int missing = 4 * ABSENT;
    int status = 0;
    int name = 0;
    int nameEnd = 0;
    long parent = 0;
    span.into(scope);
    while (span.next()) {
      switch (span.number()) {
        case 1 -> {
          id(number);
          missing -= span.size() > 0 ? ABSENT : 0;
        }
        case 2 -> missing -= ABSENT;
        case 3 -> states.look(span, found.bits, at);
        case 4 -> {
          parent = parent();
          missing -= ABSENT;
        }
        case 5 -> {
          name = span.start();
          nameEnd = span.end();
        }
        case 7 -> found.start[number] = span.scalar();
        case 8 -> found.end[number] = span.scalar();
        case 9 -> attribute(at);
        case 15 -> {
          status = status();
          missing -= ABSENT;
        }
        case 16 -> flags(at);
        default -> {}
      }
    }
    finish(number, status, parent == 0 ? name : -1, nameEnd);
    int size = scope.size() + Math.max(0, missing);
    found.size[number] = 1 + lengthSize(size) + size;
  }

  private void attribute(int at) {
    if (readsAttributes) {
      attributes.look(span, found.bits, at, false);
    }
  }

  private void flags(int at) {
    if ((span.scalar() & 1) != 0) {
      set(ofFlag, at);
    }
  }

  private void finish(int number, int status, int rootName, int nameEnd) {
    found.error[number] = status == ERROR;
    found.rootName[number] = rootName;
    found.rootNameEnd[number] = nameEnd;
    set(ofStatus[status >= 0 && status < STATUSES ? status : STATUSES], number * found.words);
  }

  private void set(long[] mask, int at) {
    for (int word = 0; word < mask.length; word++) {
      found.bits[at + word] |= mask[word];
    }
  }

  private void id(int number) {
    byte[] bytes = span.bytes();
    if (span.size() == 2 * ID) {
      found.high[number] = (long) LONG.get(bytes, span.start());
      found.low[number] = (long) LONG.get(bytes, span.start() + ID);
    } else {
      int middle = Math.max(span.start(), span.end() - ID);
      found.low[number] = lastBytes(bytes, middle, span.end());
      found.high[number] = lastBytes(bytes, Math.max(span.start(), middle - ID), middle);
    }
  }

  private long parent() {
    return span.size() == ID
        ? (long) LONG.get(span.bytes(), span.start())
        : lastBytes(span.bytes(), span.start(), span.end());
  }

  private static long lastBytes(byte[] bytes, int start, int end) {
    long last = 0;
    for (int i = start; i < end; i++) {
      last = (last << 8) | (bytes[i] & 0xff);
    }
    return last;
  }

  private int status() {
    inner.into(span);
    int status = 0;
    while (inner.next()) {
      if (inner.number() == 3) {
        status = (int) inner.scalar();
      }
    }
    return status;
  }

  /// How many bytes a length takes in front of what it counts.
  static int lengthSize(int length) {
    return (38 - Integer.numberOfLeadingZeros(length | 1)) / 7;
  }
}
