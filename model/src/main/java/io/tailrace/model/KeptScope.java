package io.tailrace.model;

import java.util.List;

/// What is kept of one `ScopeSpans`: some of its spans, and all that is its own.
///
/// Spans whose annotations say different things of their scope come into different copies of
/// it, in the order of their first spans.
final class KeptScope {
  /// Its number in `ResourceSpans`.
  static final int NUMBER = 2;

  private static final int SCOPE = 1;
  private static final int SPAN = 2;

  private static final int OWN = -1;
  private static final int OWN_SCOPE = -2;
  private static final int WRITTEN = -3;
  private static final int NONE = -1;

  private final Annotation[] annotations;

  /// For each annotation, the first one that says the same of the scope; at the end for none.
  private final int[] groups;

  /// In threes: start, end, and the number of a kept span's annotation or
  /// what else it is.
  private final Ints fields = new Ints(48);

  private final Fields field = new Fields();
  private final Fields pair = new Fields();
  private int spans;
  private int lastScope;

  KeptScope(List<Annotation> annotations) {
    this.annotations = new Annotation[annotations.size() + 1];
    this.groups = new int[this.annotations.length];
    for (int i = 0; i < groups.length; i++) {
      this.annotations[i] = i < annotations.size() ? annotations.get(i) : Annotation.NONE;
      while (!this.annotations[groups[i]].sharesScope(this.annotations[i])) {
        groups[i]++;
      }
    }
  }

  void clear() {
    fields.clear();
    spans = 0;
    lastScope = NONE;
  }

  /// Takes a field that is no span.
  void own(Fields own) {
    if (own.isMessage(SCOPE)) {
      lastScope = fields.size();
      add(own, OWN_SCOPE);
    } else {
      add(own, OWN);
    }
  }

  /// Takes a span that is kept.
  ///
  /// @param annotation its number; it gets none if there is none of this number
  void span(Fields span, int annotation) {
    spans++;
    add(span, Math.min(annotation, annotations.length - 1));
  }

  private void add(Fields added, int what) {
    fields.add(added.fieldStart());
    fields.add(added.end());
    fields.add(what);
  }

  /// How many spans are kept.
  int spans() {
    return spans;
  }

  /// Writes it down as a field of `ResourceSpans`, as several, or as none.
  void write(byte[] source, Gather gather) {
    int left = spans;
    for (int i = 0; left > 0; i += 3) {
      int annotation = fields.get(i + 2);
      if (annotation >= 0) {
        int opened = gather.open(NUMBER);
        left -= group(source, groups[annotation], gather);
        gather.close(opened);
      }
    }
  }

  private int group(byte[] source, int group, Gather gather) {
    AddedAttributes added = annotations[group].scope();
    if (lastScope == NONE && !added.isEmpty()) {
      int opened = gather.open(SCOPE);
      gather.insert(added.fields());
      gather.close(opened);
    }
    int written = 0;
    for (int i = 0; i < fields.size(); i += 3) {
      int what = fields.get(i + 2);
      if (what == OWN) {
        gather.stretch(fields.get(i), fields.get(i + 1));
      } else if (what == OWN_SCOPE) {
        copy(source, i, SCOPE, added, i == lastScope, gather);
      } else if (what >= 0 && groups[what] == group) {
        copy(source, i, SPAN, annotations[what].span(), true, gather);
        fields.set(i + 2, WRITTEN);
        written++;
      }
    }
    return written;
  }

  private void copy(
      byte[] source, int at, int number, AddedAttributes added, boolean last, Gather gather) {
    int start = fields.get(at);
    int end = fields.get(at + 1);
    if (added.isEmpty()) {
      gather.stretch(start, end);
      return;
    }
    int opened = gather.open(number);
    field.over(source, start, end).next();
    field.into(field);
    while (field.next()) {
      if (!added.replace(field, pair)) {
        gather.field(field);
      }
    }
    if (last) {
      gather.insert(added.fields());
    }
    gather.close(opened);
  }
}
