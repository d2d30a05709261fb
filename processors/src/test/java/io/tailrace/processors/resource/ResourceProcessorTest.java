package io.tailrace.processors.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tailrace.component.Client;
import io.tailrace.component.Factory;
import io.tailrace.component.Origins;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceProcessorTest {
  private static final Client CLIENT =
      new Client("10.0.0.7", Map.of("x-tenant", List.of("a", "b")), Map.of("subject", "ann"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {key: new, action: insert, value: v}             | text=a b, whole=5, flag=true, real=1.5, new=v
          {key: text, action: insert, value: v}            | text=a b, whole=5, flag=true, real=1.5
          {key: text, action: update, value: v}            | text=v, whole=5, flag=true, real=1.5
          {key: new, action: update, value: v}             | text=a b, whole=5, flag=true, real=1.5
          {key: new, action: upsert, value: 7}             | text=a b, whole=5, flag=true, real=1.5, new=7
          {key: text, action: UPSERT, value: true}         | text=true, whole=5, flag=true, real=1.5
          {key: text, action: upsert, value: [1, b]}       | text=[1;b], whole=5, flag=true, real=1.5
          {key: new, action: upsert, from_attribute: whole}| text=a b, whole=5, flag=true, real=1.5, new=5
          {key: new, action: upsert, from_attribute: gone} | text=a b, whole=5, flag=true, real=1.5
          {key: new, action: upsert, from_attribute: gone, default_value: d} | text=a b, whole=5, flag=true, real=1.5, new=d
          {key: new, action: insert, from_context: client.address}    | text=a b, whole=5, flag=true, real=1.5, new=10.0.0.7
          {key: new, action: insert, from_context: metadata.X-Tenant} | text=a b, whole=5, flag=true, real=1.5, new=a;b
          {key: new, action: insert, from_context: x-tenant}          | text=a b, whole=5, flag=true, real=1.5, new=a;b
          {key: new, action: insert, from_context: auth.subject}      | text=a b, whole=5, flag=true, real=1.5, new=ann
          {key: new, action: insert, from_context: auth.other}        | text=a b, whole=5, flag=true, real=1.5
          {key: text, action: delete}                      | whole=5, flag=true, real=1.5
          {pattern: "^[tf]", action: delete}              | whole=5, real=1.5
          {key: text, action: hash}                        | text=c8687a08aa5d6ed2044328fa6a697ab8e96dc34291e8c2034ae8c38e6fcc6d65, whole=5, flag=true, real=1.5
          {pattern: "ag", action: hash}                    | text=a b, whole=5, flag=4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a, real=1.5
          {key: text, action: extract, pattern: "(?P<whole>a) (?P<second>.)"} | text=a b, whole=a, flag=true, real=1.5, second=b
          {key: whole, action: extract, pattern: "(?P<x>.)"} | text=a b, whole=5, flag=true, real=1.5
          {key: text, action: extract, pattern: "(?P<x>z)"}  | text=a b, whole=5, flag=true, real=1.5
          {key: real, action: convert, converted_type: int}  | text=a b, whole=5, flag=true, real=1
          {key: flag, action: convert, converted_type: int}  | text=a b, whole=5, flag=1, real=1.5
          {key: text, action: convert, converted_type: int}  | text=a b, whole=5, flag=true, real=1.5
          {key: whole, action: convert, converted_type: double} | text=a b, whole=5.0, flag=true, real=1.5
          {key: whole, action: convert, converted_type: string} | text=a b, whole="5", flag=true, real=1.5
          """)
  @Proves({
    "ResourceConfig.attributes",
    "ActionConfig.key",
    "ActionConfig.action",
    "ActionConfig.value",
    "ActionConfig.from_attribute",
    "ActionConfig.from_context",
    "ActionConfig.pattern",
    "ActionConfig.converted_type",
    "ActionConfig.default_value"
  })
  void doesWhatTheCollectorDoes(String action, String expected) throws Exception {
    Payload payload = payload(resource());
    Payload result = processor(action).process(payload);
    ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(result.otlp());
    assertThat(words(request.getResourceLogs(0).getResource())).isEqualTo(expected);
    ExportLogsServiceRequest.Builder before =
        ExportLogsServiceRequest.parseFrom(payload.otlp()).toBuilder();
    before.getResourceLogsBuilder(0).setResource(request.getResourceLogs(0).getResource());
    assertThat(request).isEqualTo(before.build());
  }

  @Test
  void handsOnTheSameBytesWhenNothingChanges() {
    Payload payload = payload(resource());
    assertThat(processor("{key: gone, action: delete}").process(payload)).isSameAs(payload);
  }

  @Test
  void givesAResourceToWhatHasNone() throws Exception {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request.addResourceLogsBuilder().setSchemaUrl("url");
    Payload result =
        processor("{key: a, action: insert, value: 1}")
            .process(Payload.of(Signal.LOGS, request.build().toByteArray(), 0));
    assertThat(
            words(
                ExportLogsServiceRequest.parseFrom(result.otlp()).getResourceLogs(0).getResource()))
        .isEqualTo("a=1");
  }

  @Test
  void asksForTheSendersOnlyWhereAnActionReadsThem() {
    assertThat(processor("{key: a, action: delete}").readsOrigins()).isFalse();
    assertThat(processor("{key: a, action: insert, from_context: auth.x}").readsOrigins()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {key: a, action: drop}                         | "drop" is no action
          {action: insert, value: 1}                     | insert needs a key
          {action: delete}                               | delete needs a key, a pattern, or both
          {key: a, action: insert}                       | found 0 of them
          {key: a, action: insert, value: 1, from_attribute: b} | found 2 of them
          {key: a, action: delete, value: 1}             | delete takes no value
          {key: a, action: insert, value: 1, pattern: x} | insert takes no pattern
          {key: a, action: extract}                      | extract needs a pattern
          {key: a, action: extract, pattern: "(a)"}      | every group of the pattern needs a name
          {key: a, action: extract, pattern: "(?P<a>"}   | no regular expression of RE2
          {key: a, action: convert}                      | expected string, int or double
          {key: a, action: hash, converted_type: int}    | hash takes no converted_type
          {key: a, action: insert, value: 1, default_value: 2} | default_value stands in for
          """)
  void refusesActionsThatMakeNoSense(String action, String message) {
    assertThat(Options.problems(ResourceProcessor.FACTORY, "attributes: [" + action + "]"))
        .anySatisfy(problem -> assertThat(problem.toString()).contains(message));
  }

  @Test
  void refusesToDoNothing() {
    assertThat(Options.problems(ResourceProcessor.FACTORY, ""))
        .anySatisfy(problem -> assertThat(problem.toString()).contains("at least one action"));
  }

  private static Resource resource() {
    return Resource.newBuilder()
        .addAttributes(attribute("text", AnyValue.newBuilder().setStringValue("a b")))
        .addAttributes(attribute("whole", AnyValue.newBuilder().setIntValue(5)))
        .addAttributes(attribute("flag", AnyValue.newBuilder().setBoolValue(true)))
        .addAttributes(attribute("real", AnyValue.newBuilder().setDoubleValue(1.5)))
        .setDroppedAttributesCount(3)
        .build();
  }

  private static KeyValue.Builder attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value);
  }

  private static Payload payload(Resource resource) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .setResource(resource)
        .setSchemaUrl("url")
        .addScopeLogsBuilder()
        .addLogRecordsBuilder()
        .setSeverityText("x".repeat(300));
    Origins origins = new Origins(List.of(new Origins.Run(0, CLIENT)));
    return new Payload(Signal.LOGS, request.build().toByteArray(), 1, origins);
  }

  private static String words(Resource resource) {
    return resource.getAttributesList().stream()
        .map(attribute -> attribute.getKey() + "=" + word(attribute.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String word(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue().equals("5") ? "\"5\"" : value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream()
              .map(ResourceProcessorTest::word)
              .collect(Collectors.joining(";", "[", "]"));
      default -> value.toString();
    };
  }

  private static Processor processor(String action) {
    Factory<ResourceConfig> factory = ResourceProcessor.FACTORY;
    return ((Factory.ProcessorMaker<ResourceConfig>) factory.maker())
        .make(Options.of(factory, "attributes: [" + action + "]"), new FakeHost("resource"));
  }
}
