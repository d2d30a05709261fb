package io.tailrace.processors.batch;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The options of `batch`.
record BatchConfig(
    @Option(
            value = "200ms",
            min = 0,
            doc = "How long an exporter waits for `send_batch_size` items.")
        Duration timeout,
    @Option(
            value = "8192",
            min = 0,
            max = Integer.MAX_VALUE,
            doc =
                "From how many spans, data points or log records on a request is sent at once."
                    + " Below it exporters wait, at most `timeout`.")
        long sendBatchSize,
    @Option(
            min = 0,
            max = Integer.MAX_VALUE,
            doc = "How many items a request has at most; `0` for no bound.")
        long sendBatchMaxSize,
    @Option(
            doc =
                "Requests to the backend hold only items that came with the same values of these"
                    + " headers, such as `X-Scope-OrgID`. Headers are there where the receiver has"
                    + " `include_metadata`.")
        List<String> metadataKeys,
    @Option(
            value = "1000",
            min = 0,
            doc =
                "How many combinations of values of `metadata_keys` are taken until the next"
                    + " start. Receivers refuse requests with another; `0` for no bound.")
        long metadataCardinalityLimit)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (sendBatchMaxSize > 0 && sendBatchMaxSize < sendBatchSize) {
      findings.error(
          "send_batch_max_size",
          "send_batch_max_size is %d, expected 0 or at least send_batch_size, which is %d"
              .formatted(sendBatchMaxSize, sendBatchSize));
    }
    Set<String> seen = new HashSet<>();
    for (String key : metadataKeys) {
      if (!seen.add(key.toLowerCase(Locale.ROOT))) {
        findings.error("metadata_keys", "\"%s\" is there twice: remove one".formatted(key));
      }
    }
  }
}
