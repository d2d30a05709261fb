package io.tailrace.component.attributes;

import com.google.re2j.PatternSyntaxException;
import io.tailrace.config.Node;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.Locale;
import java.util.Optional;

/// One action on attributes, as the Collector spells it.
public record ActionConfig(
    @Option(doc = "The attribute that the action changes.") String key,
    @Option(
            required = true,
            doc =
                "What is done: `insert` (where the key is absent), `update` (where it is"
                    + " present), `upsert` (both), `delete`, `hash` (SHA-256, in hexadecimal),"
                    + " `extract` (named groups of `pattern` become attributes) or `convert`.")
        String action,
    @Option(doc = "The value that is set: a text, a number, a Boolean, a list or a map.")
        Optional<Node> value,
    @Option(doc = "The attribute whose value is set.") String fromAttribute,
    @Option(
            doc =
                "What is known about the sender and set as value: `metadata.NAME` of the request"
                    + " (where the receiver has `include_metadata`), `auth.NAME`, or"
                    + " `client.address`.")
        String fromContext,
    @Option(
            doc =
                "A regular expression (RE2): for `extract`, on the value; for `delete` and"
                    + " `hash`, further keys that are changed.")
        String pattern,
    @Option(doc = "What `convert` makes of the value: `string`, `int` or `double`.")
        String convertedType,
    @Option(doc = "The value that is set when `from_attribute` or `from_context` finds none.")
        Optional<Node> defaultValue)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    Optional<ActionKind> kind = ActionKind.of(action);
    if (kind.isEmpty()) {
      findings.error(
          "action",
          "\"%s\" is no action: expected insert, update, upsert, delete, hash, extract or convert"
              .formatted(action));
      return;
    }
    validateKey(kind.get(), findings);
    validateSources(kind.get(), findings);
    validatePattern(kind.get(), findings);
    validateType(kind.get(), findings);
  }

  ActionKind kind() {
    return ActionKind.of(action).orElseThrow();
  }

  private void validateKey(ActionKind kind, Findings findings) {
    if (key.isEmpty() && !kind.takesPatternOfKeys()) {
      findings.error("key", "%s needs a key".formatted(word()));
    } else if (key.isEmpty() && pattern.isEmpty()) {
      findings.error("key", "%s needs a key, a pattern, or both".formatted(word()));
    }
  }

  private void validateSources(ActionKind kind, Findings findings) {
    int sources =
        (value.isPresent() ? 1 : 0)
            + (fromAttribute.isEmpty() ? 0 : 1)
            + (fromContext.isEmpty() ? 0 : 1);
    if (kind.sets() && sources != 1) {
      findings.error(
          "",
          "%s needs one of value, from_attribute and from_context, found %d of them"
              .formatted(word(), sources));
    } else if (!kind.sets() && sources > 0) {
      findings.error("", "%s takes no value, from_attribute or from_context".formatted(word()));
    }
    if (defaultValue.isPresent() && fromAttribute.isEmpty() && fromContext.isEmpty()) {
      findings.error(
          "default_value", "default_value stands in for from_attribute or from_context: add one");
    }
  }

  private void validatePattern(ActionKind kind, Findings findings) {
    if (pattern.isEmpty()) {
      if (kind == ActionKind.EXTRACT) {
        findings.error("pattern", "extract needs a pattern with named groups");
      }
      return;
    }
    if (kind != ActionKind.EXTRACT && !kind.takesPatternOfKeys()) {
      findings.error("pattern", "%s takes no pattern".formatted(word()));
      return;
    }
    try {
      if (kind == ActionKind.EXTRACT && !Groups.allNamed(pattern)) {
        findings.error(
            "pattern",
            "every group of the pattern needs a name, as in (?P<user>.*), and there must be one");
      }
    } catch (PatternSyntaxException e) {
      findings.error("pattern", "no regular expression of RE2: " + e.getMessage());
    }
  }

  private void validateType(ActionKind kind, Findings findings) {
    boolean known =
        switch (convertedType) {
          case "string", "int", "double" -> true;
          default -> false;
        };
    if (kind == ActionKind.CONVERT && !known) {
      findings.error(
          "converted_type",
          "converted_type is \"%s\", expected string, int or double".formatted(convertedType));
    } else if (kind != ActionKind.CONVERT && !convertedType.isEmpty()) {
      findings.error("converted_type", "%s takes no converted_type".formatted(word()));
    }
  }

  private String word() {
    return action.toLowerCase(Locale.ROOT);
  }
}
