package io.tailrace.processors.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributesProcessorTest {
  private static final KeyValue MARK = attribute("mark", "1");
  private static final String ACTIONS = "actions: [{key: mark, action: upsert, value: '1'}]\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {match_type: strict, services: [shop]}                              | GET SELECT
          {match_type: strict, services: [sho]}                               | ~~
          {match_type: regexp, services: [sho]}                               | GET SELECT
          {match_type: strict, span_names: [GET, x]}                          | GET
          {match_type: regexp, span_names: ["^S"]}                            | SELECT
          {match_type: strict, span_kinds: [SPAN_KIND_SERVER]}                | GET
          {match_type: strict, attributes: [{key: db, value: pg}]}            | SELECT
          {match_type: strict, attributes: [{key: db}]}                       | SELECT
          {match_type: strict, attributes: [{key: db, value: other}]}         | ~~
          {match_type: regexp, attributes: [{key: db, value: "p."}]}          | SELECT
          {match_type: strict, attributes: [{key: db}, {key: no}]}            | ~~
          {match_type: strict, resources: [{key: service.name, value: shop}]} | GET SELECT
          {match_type: strict, resources: [{key: service.name, value: x}]}    | ~~
          {match_type: strict, libraries: [{name: http}]}                     | GET
          {match_type: strict, libraries: [{name: http, version: "2"}]}       | ~~
          {match_type: strict, libraries: [{name: http, version: "1"}]}       | GET
          """)
  @Proves({
    "AttributesConfig.actions",
    "AttributesConfig.include",
    "AttributesConfig.exclude",
    "MatchConfig.match_type",
    "MatchConfig.services",
    "MatchConfig.span_names",
    "MatchConfig.span_kinds",
    "MatchConfig.attributes",
    "MatchConfig.resources",
    "MatchConfig.libraries",
    "AttributeConfig.key",
    "AttributeConfig.value",
    "LibraryConfig.name",
    "LibraryConfig.version"
  })
  void changesTheSpansThatAreMeant(String match, String expected) throws Exception {
    Payload payload = Payload.of(Signal.TRACES, spans().toByteArray(), 2);
    String included = marked(processor(ACTIONS + "include: " + match).process(payload));
    assertThat(included).isEqualTo(expected == null ? "" : expected);
    String excluded = marked(processor(ACTIONS + "exclude: " + match).process(payload));
    assertThat((included + " " + excluded).strip().split(" +"))
        .containsExactlyInAnyOrder("GET", "SELECT");
  }

  @Test
  void changesNothingButTheAttributes() throws Exception {
    ExportTraceServiceRequest request = spans();
    Payload payload = Payload.of(Signal.TRACES, request.toByteArray(), 2);
    Payload result = processor(ACTIONS).process(payload);
    ExportTraceServiceRequest.Builder expected = request.toBuilder();
    expected
        .getResourceSpansBuilder(0)
        .getScopeSpansBuilderList()
        .forEach(scope -> scope.getSpansBuilder(0).addAttributes(MARK));
    assertThat(ExportTraceServiceRequest.parseFrom(result.otlp())).isEqualTo(expected.build());
    assertThat(result.items()).isEqualTo(2);
    assertThat(processor("actions: [{key: none, action: delete}]").process(payload))
        .isSameAs(payload);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {match_type: strict, log_bodies: [hello]}                        | info
          {match_type: regexp, log_bodies: ["l+"]}                         | info
          {match_type: strict, log_severity_texts: [error]}                | error
          {match_type: strict, log_severity_number: {min: 17}}             | error
          {match_type: strict, log_severity_number: {min: 17, match_undefined: true}} | error none
          {match_type: strict, log_severity_number: {min: 9}}              | info error
          """)
  @Proves({
    "MatchConfig.log_bodies",
    "MatchConfig.log_severity_texts",
    "MatchConfig.log_severity_number",
    "SeverityConfig.min",
    "SeverityConfig.match_undefined"
  })
  void changesTheLogRecordsThatAreMeant(String match, String expected) throws Exception {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(log("info", SeverityNumber.SEVERITY_NUMBER_INFO, "hello"))
        .addLogRecords(log("error", SeverityNumber.SEVERITY_NUMBER_ERROR, "oops"))
        .addLogRecords(log("none", SeverityNumber.SEVERITY_NUMBER_UNSPECIFIED, ""));
    Payload result =
        processor(ACTIONS + "include: " + match)
            .process(Payload.of(Signal.LOGS, request.build().toByteArray(), 3));
    List<String> marked = new ArrayList<>();
    for (LogRecord log :
        ExportLogsServiceRequest.parseFrom(result.otlp())
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecordsList()) {
      if (log.getAttributesList().contains(MARK)) {
        marked.add(log.getSeverityText());
      }
    }
    assertThat(String.join(" ", marked)).isEqualTo(expected);
  }

  @Test
  @Proves("MatchConfig.metric_names")
  void changesTheDataPointsOfEveryKindOfMetricThatIsMeant() throws Exception {
    ExportMetricsServiceRequest request = metrics();
    Payload payload = Payload.of(Signal.METRICS, request.toByteArray(), 5);
    String include = "include: {match_type: regexp, metric_names: [\"^m\"]}";
    ExportMetricsServiceRequest result =
        ExportMetricsServiceRequest.parseFrom(processor(ACTIONS + include).process(payload).otlp());
    List<Metric> metrics = result.getResourceMetrics(0).getScopeMetrics(0).getMetricsList();
    assertThat(metrics.get(0).getGauge().getDataPoints(0).getAttributesList()).contains(MARK);
    assertThat(metrics.get(1).getSum().getDataPoints(0).getAttributesList()).contains(MARK);
    assertThat(metrics.get(1).getSum().getIsMonotonic()).isTrue();
    assertThat(metrics.get(2).getHistogram().getDataPoints(0).getAttributesList()).contains(MARK);
    assertThat(metrics.get(3).getExponentialHistogram().getDataPoints(0).getAttributesList())
        .contains(MARK);
    assertThat(metrics.get(4).getSummary().getDataPoints(0).getAttributesList()).contains(MARK);
    assertThat(metrics.get(5))
        .isEqualTo(request.getResourceMetrics(0).getScopeMetrics(0).getMetrics(5));
  }

  @Test
  void refusesPropertiesThatItsPipelineCannotHave() {
    Processor processor = processor(ACTIONS + "include: {match_type: strict, log_bodies: [x]}");
    assertThatThrownBy(processor::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("log_bodies and log_severity_* do not apply to spans");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {match_type: strict}                                     | names no property
          {match_type: glob, services: [a]}                        | strict
          {match_type: regexp, services: ["("]}                    | no regular expression of RE2
          {match_type: strict, span_kinds: [server]}               | such as SPAN_KIND_SERVER
          {match_type: regexp, attributes: [{key: a, value: 1}]}   | must be a text
          """)
  void refusesMatchesThatMakeNoSense(String match, String message) {
    assertThat(Options.problems(AttributesProcessor.FACTORY, ACTIONS + "include: " + match))
        .anySatisfy(problem -> assertThat(problem.toString()).contains(message));
  }

  private static String marked(Payload payload) throws Exception {
    List<String> names = new ArrayList<>();
    for (ScopeSpans scope :
        ExportTraceServiceRequest.parseFrom(payload.otlp())
            .getResourceSpans(0)
            .getScopeSpansList()) {
      for (Span span : scope.getSpansList()) {
        if (span.getAttributesList().contains(MARK)) {
          names.add(span.getName());
        }
      }
    }
    return String.join(" ", names);
  }

  private static ExportTraceServiceRequest spans() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "shop")))
        .addScopeSpans(
            ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("http").setVersion("1"))
                .addSpans(
                    Span.newBuilder()
                        .setName("GET")
                        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                        .setDroppedLinksCount(4)))
        .addScopeSpans(
            ScopeSpans.newBuilder()
                .addSpans(
                    Span.newBuilder()
                        .setName("SELECT")
                        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                        .addAttributes(attribute("db", "pg"))
                        .setDroppedEventsCount(5)));
    return request.build();
  }

  private static LogRecord log(String text, SeverityNumber number, String body) {
    return LogRecord.newBuilder()
        .setSeverityText(text)
        .setSeverityNumber(number)
        .setBody(AnyValue.newBuilder().setStringValue(body))
        .build();
  }

  private static ExportMetricsServiceRequest metrics() {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    List<Metric.Builder> metrics = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      metrics.add(Metric.newBuilder().setName("m" + i));
    }
    metrics.get(0).getGaugeBuilder().addDataPointsBuilder().setAsInt(1);
    metrics.get(1).getSumBuilder().setIsMonotonic(true).addDataPointsBuilder().setAsInt(1);
    metrics.get(2).getHistogramBuilder().addDataPointsBuilder().setCount(1);
    metrics.get(3).getExponentialHistogramBuilder().addDataPointsBuilder().setCount(1);
    metrics.get(4).getSummaryBuilder().addDataPointsBuilder().setCount(1);
    Metric.Builder other = Metric.newBuilder().setName("other");
    other.getGaugeBuilder().addDataPointsBuilder().setAsInt(1);
    metrics.add(other);
    metrics.forEach(request.addResourceMetricsBuilder().addScopeMetricsBuilder()::addMetrics);
    return request.build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Processor processor(String yaml) {
    Factory<AttributesConfig> factory = AttributesProcessor.FACTORY;
    return ((Factory.ProcessorMaker<AttributesConfig>) factory.maker())
        .make(Options.of(factory, yaml), new FakeHost("attributes"));
  }
}
