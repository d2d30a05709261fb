package io.tailrace.processors.tail_sampling;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;

/// The block of a policy of type `string_attribute`.
record StringAttributeConfig(
    @Option(required = true, doc = "The attribute, of a span or a resource.") String key,
    @Option(doc = "The texts that match, or the expressions. An empty text matches nothing.")
        List<String> values,
    @Option(
            doc =
                "Whether `values` are regular expressions (RE2). One is found anywhere in a text:"
                    + " write `^...$` to match the whole.")
        boolean enabledRegexMatching,
    @Option(
            value = "128",
            doc = "How many results of expressions are remembered.",
            noEffect =
                "results are remembered in a table of fixed size, and never change what matches")
        int cacheMaxSize,
    @Option(
            doc =
                "Whether traces are sampled in which nothing matches, instead of those in which"
                    + " something does.")
        boolean invertMatch)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (values.isEmpty()) {
      findings.error("values", "values is empty: name at least one text");
    }
    if (enabledRegexMatching) {
      values.forEach(value -> compile(value, findings));
    }
  }

  private static void compile(String regex, Findings findings) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      findings.error(
          "values", "\"%s\" is no regular expression of RE2: %s".formatted(regex, e.getMessage()));
    }
  }
}
