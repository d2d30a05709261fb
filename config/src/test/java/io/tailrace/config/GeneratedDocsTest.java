package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratedDocsTest {
  @Test
  void theReferenceHasARowForEachKey() {
    String reference = Reference.markdown(new TestCatalog());

    assertThat(reference)
        .contains("### exporter `otlp_grpc`", "Also read as `otlp`.")
        .contains("| `endpoint` | text | **required** | Where to send. Also read as `target`. |")
        .contains("| `protocols::grpc::endpoint` | text | `localhost:4317` | Where to listen. |")
        .contains("| `compression` | `gzip`, `snappy`, `none` | `gzip` | Compression. |")
        .contains("| `max_rate` | number |  | Rate. |")
        .contains("**No effect here:** there is one batch for all.")
        .contains("### `service::telemetry`");
  }

  @Test
  void theSchemaIsJsonThatNamesEveryKey() {
    String schema = JsonSchema.of(new TestCatalog());

    assertThat(schema)
        .contains("https://json-schema.org/draft/2020-12/schema")
        .contains("\"^(otlp_grpc|otlp)(/.+)?$\"")
        .contains("\"send_batch_size\"", "\"minimum\": 0", "\"maximum\": 1000000")
        .contains("\"enum\": [\"gzip\", \"snappy\", \"none\"]");
    assertThat(YamlReader.value(schema)).as("JSON is YAML").isPresent();
  }
}
