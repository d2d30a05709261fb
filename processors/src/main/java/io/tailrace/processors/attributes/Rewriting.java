package io.tailrace.processors.attributes;

import io.tailrace.component.Client;
import io.tailrace.component.Payload;
import io.tailrace.component.attributes.AttributeActions;
import io.tailrace.component.attributes.AttributeList;
import io.tailrace.model.Fields;
import io.tailrace.model.Message;
import io.tailrace.model.Signal;

/// Changes one payload: walks down to the items, copies what does not change.
final class Rewriting {
  private static final int CHILD = 2;
  private static final int FIRST = 1;
  private static final int ROOM = 1024;

  private final Payload payload;
  private final AttributeActions actions;
  private final Selection selection;
  private final Message out;
  private final AttributeList attributes = new AttributeList();
  private final Fields entry = new Fields();
  private final Fields scope = new Fields();
  private final Fields metric = new Fields();
  private final Fields data = new Fields();
  private final Fields item = new Fields();
  private Client client = Client.UNKNOWN;
  private boolean changed;

  Rewriting(Payload payload, AttributeActions actions, Selection selection) {
    this.payload = payload;
    this.actions = actions;
    this.selection = selection;
    this.out = new Message(payload.otlp().length + payload.otlp().length / 8 + ROOM);
  }

  Payload run() {
    Fields request = new Fields(payload.otlp());
    int index = 0;
    while (request.next()) {
      if (request.isMessage(FIRST)) {
        client = payload.origins().of(index++);
        enter(request);
        entry(request);
      } else {
        out.copy(request);
      }
    }
    return changed ? payload.withOtlp(out.toBytes()) : payload;
  }

  private void enter(Fields request) {
    Message resource = new Message(ROOM);
    entry.into(request);
    while (entry.next()) {
      if (entry.isMessage(FIRST)) {
        resource.raw(entry.bytes(), entry.start(), entry.end());
      }
    }
    byte[] bytes = resource.toBytes();
    attributes.load(bytes, 0, bytes.length, 1);
    selection.resource(attributes);
  }

  private void entry(Fields request) {
    int opened = out.open(FIRST);
    entry.into(request);
    while (entry.next()) {
      if (entry.isMessage(CHILD)) {
        scope(entry);
      } else {
        out.copy(entry);
      }
    }
    out.close(opened);
  }

  private void scope(Fields parent) {
    selection.scope();
    scope.into(parent);
    while (scope.next()) {
      if (scope.isMessage(FIRST)) {
        selection.scope(scope);
      }
    }
    if (selection.none()) {
      out.copy(parent);
      return;
    }
    int opened = out.open(CHILD);
    scope.into(parent);
    while (scope.next()) {
      if (!scope.isMessage(CHILD)) {
        out.copy(scope);
      } else if (payload.signal() == Signal.METRICS) {
        metric(scope);
      } else {
        item(scope, payload.signal() == Signal.TRACES ? 9 : 6, true);
      }
    }
    out.close(opened);
  }

  private void metric(Fields parent) {
    if (!selection.metric(parent)) {
      out.copy(parent);
      return;
    }
    int opened = out.open(CHILD);
    metric.into(parent);
    while (metric.next()) {
      switch (metric.number()) {
        case 5, 7, 11 -> data(metric, 7);
        case 9 -> data(metric, 9);
        case 10 -> data(metric, 1);
        default -> out.copy(metric);
      }
    }
    out.close(opened);
  }

  private void data(Fields parent, int number) {
    int opened = out.open(parent.number());
    data.into(parent);
    while (data.next()) {
      if (data.isMessage(FIRST)) {
        item(data, number, false);
      } else {
        out.copy(data);
      }
    }
    out.close(opened);
  }

  /// Changes one span, log record or data point.
  ///
  /// @param number the field that holds its attributes
  /// @param asked whether the selection is to be asked about it
  private void item(Fields parent, int number, boolean asked) {
    attributes.load(parent.bytes(), parent.start(), parent.end(), number);
    if (asked && !selection.item(payload.signal(), parent, attributes)) {
      out.copy(parent);
      return;
    }
    actions.apply(attributes, client);
    if (!attributes.changed()) {
      out.copy(parent);
      return;
    }
    changed = true;
    int opened = out.open(parent.number());
    AttributeActions.write(out, item.into(parent), attributes, number);
    out.close(opened);
  }
}
