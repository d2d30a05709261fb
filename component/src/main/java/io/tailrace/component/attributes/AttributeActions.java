package io.tailrace.component.attributes;

import io.tailrace.component.Client;
import io.tailrace.model.Fields;
import io.tailrace.model.Message;
import java.util.List;

/// Actions on attributes, in their order. Immutable, and usable by several threads, each with
/// its own {@link AttributeList}.
public final class AttributeActions {
  private final List<Step> steps;
  private final boolean readsOrigins;

  private AttributeActions(List<ActionConfig> actions) {
    steps = actions.stream().map(Step::of).toList();
    readsOrigins = actions.stream().anyMatch(action -> !action.fromContext().isEmpty());
  }

  /// Compiles actions that were found valid.
  public static AttributeActions of(List<ActionConfig> actions) {
    return new AttributeActions(actions);
  }

  /// Whether an action asks who sent the telemetry.
  public boolean readsOrigins() {
    return readsOrigins;
  }

  /// Changes a list.
  ///
  /// @param client who sent what the attributes belong to
  public void apply(AttributeList attributes, Client client) {
    for (Step step : steps) {
      step.apply(attributes, client);
    }
  }

  /// Writes the fields of a message whose attributes were changed: the attributes where the
  /// first one stood, or behind everything if there was none.
  ///
  /// @param fields a cursor before the first field
  /// @param number the field that holds the attributes
  public static void write(Message out, Fields fields, AttributeList changed, int number) {
    boolean written = false;
    while (fields.next()) {
      if (!fields.isMessage(number)) {
        out.copy(fields);
      } else if (!written) {
        changed.write(out, number);
        written = true;
      }
    }
    if (!written) {
      changed.write(out, number);
    }
  }
}
