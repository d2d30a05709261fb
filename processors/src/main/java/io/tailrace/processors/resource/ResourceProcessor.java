package io.tailrace.processors.resource;

import io.tailrace.component.Client;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.component.attributes.AttributeActions;
import io.tailrace.component.attributes.AttributeList;
import io.tailrace.model.Fields;
import io.tailrace.model.Message;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Set;

/// Changes the attributes of resources. Everything below a resource is copied unread.
public final class ResourceProcessor implements Processor {
  /// The processor `resource`.
  public static final Factory<ResourceConfig> FACTORY =
      Factory.processor(
          "resource",
          List.of(),
          Set.of(Signal.values()),
          ResourceConfig.class,
          (config, _) -> new ResourceProcessor(AttributeActions.of(config.attributes())));

  private static final int ENTRY = 1;
  private static final int RESOURCE = 1;
  private static final int ATTRIBUTES = 1;
  private static final int ROOM = 512;

  private final AttributeActions actions;

  private ResourceProcessor(AttributeActions actions) {
    this.actions = actions;
  }

  @Override
  public boolean readsOrigins() {
    return actions.readsOrigins();
  }

  @Override
  public Payload process(Payload payload) {
    Message out = new Message(payload.otlp().length + ROOM);
    AttributeList attributes = new AttributeList();
    Fields request = new Fields(payload.otlp());
    boolean changed = false;
    int index = 0;
    while (request.next()) {
      if (request.isMessage(ENTRY)) {
        changed |= entry(out, request, attributes, payload.origins().of(index++));
      } else {
        out.copy(request);
      }
    }
    return changed ? payload.withOtlp(out.toBytes()) : payload;
  }

  private boolean entry(Message out, Fields request, AttributeList attributes, Client client) {
    Message resource = new Message(ROOM);
    Fields entry = new Fields().into(request);
    while (entry.next()) {
      if (entry.isMessage(RESOURCE)) {
        resource.raw(entry.bytes(), entry.start(), entry.end());
      }
    }
    byte[] bytes = resource.toBytes();
    attributes.load(bytes, 0, bytes.length, ATTRIBUTES);
    actions.apply(attributes, client);
    if (!attributes.changed()) {
      out.copy(request);
      return false;
    }
    int opened = out.open(ENTRY);
    int changed = out.open(RESOURCE);
    AttributeActions.write(out, new Fields(bytes), attributes, ATTRIBUTES);
    out.close(changed);
    entry.into(request);
    while (entry.next()) {
      if (!entry.isMessage(RESOURCE)) {
        out.copy(entry);
      }
    }
    out.close(opened);
    return true;
  }
}
