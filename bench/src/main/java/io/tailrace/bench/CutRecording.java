package io.tailrace.bench;

import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Cuts a smaller recording out of a larger one: whole traces, those that ended first.
///
/// The result is repeated `[uint32 big-endian length][serialised OTLP TracesData]` inside gzip,
/// one message per resource.
@Command(
    name = "cut",
    description = "Cuts whole traces out of a recording, those that ended first.",
    mixinStandardHelpOptions = true)
final class CutRecording implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "IN.zst", description = "The larger recording.")
  private Path larger = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT.gz", description = "Where the smaller one goes.")
  private Path smaller = Path.of("");

  @Parameters(index = "2", paramLabel = "SPANS", description = "How many spans at least.")
  private int wanted;

  @Override
  public Integer call() throws IOException {
    var recorded = read(larger);
    var kept = firstTraces(recorded, wanted);
    int spans = 0;
    try (var out = new DataOutputStream(new SmallestGzip(smaller))) {
      for (var resource : recorded) {
        var cut = cut(resource, kept);
        spans += cut.getScopeSpansList().stream().mapToInt(scope -> scope.getSpansCount()).sum();
        byte[] message = TracesData.newBuilder().addResourceSpans(cut).build().toByteArray();
        out.writeInt(message.length);
        out.write(message);
      }
    }
    System.out.printf("%,d spans of %,d traces in %s%n", spans, kept.size(), smaller);
    return 0;
  }

  private static List<ResourceSpans> read(Path file) throws IOException {
    var all = new ArrayList<ResourceSpans>();
    try (var in = new DataInputStream(new ZstdInputStream(Files.newInputStream(file)))) {
      while (true) {
        byte[] message = in.readNBytes(in.readInt());
        all.addAll(TracesData.parseFrom(message).getResourceSpansList());
      }
    } catch (EOFException _) {
      return merged(all);
    }
  }

  /// Joins what was recorded of each resource.
  private static List<ResourceSpans> merged(List<ResourceSpans> all) {
    var byResource = new HashMap<ByteString, ResourceSpans.Builder>();
    var order = new ArrayList<ResourceSpans.Builder>();
    for (var one : all) {
      var key = one.getResource().toByteString();
      var target = byResource.get(key);
      if (target == null) {
        target = one.toBuilder();
        byResource.put(key, target);
        order.add(target);
      } else {
        target.addAllScopeSpans(one.getScopeSpansList());
      }
    }
    return order.stream().map(ResourceSpans.Builder::build).toList();
  }

  private static Set<ByteString> firstTraces(List<ResourceSpans> recorded, int spans) {
    Map<ByteString, Long> ends = new HashMap<>();
    Map<ByteString, Integer> sizes = new HashMap<>();
    for (var resource : recorded) {
      for (var scope : resource.getScopeSpansList()) {
        for (var span : scope.getSpansList()) {
          ends.merge(span.getTraceId(), span.getEndTimeUnixNano(), Math::max);
          sizes.merge(span.getTraceId(), 1, Integer::sum);
        }
      }
    }
    var order = new ArrayList<>(ends.keySet());
    order.sort(Comparator.comparing(ends::get));
    var kept = new HashSet<ByteString>();
    int sum = 0;
    for (var trace : order) {
      if (sum >= spans) {
        break;
      }
      kept.add(trace);
      sum += sizes.getOrDefault(trace, 0);
    }
    return kept;
  }

  private static ResourceSpans cut(ResourceSpans resource, Set<ByteString> kept) {
    var cut = resource.toBuilder().clearScopeSpans();
    for (var scope : resource.getScopeSpansList()) {
      var spans =
          scope.getSpansList().stream()
              .filter(span -> kept.contains(span.getTraceId()))
              .sorted(Comparator.comparingLong(Span::getEndTimeUnixNano))
              .toList();
      if (!spans.isEmpty()) {
        cut.addScopeSpans(scope.toBuilder().clearSpans().addAllSpans(spans));
      }
    }
    return cut.build();
  }

  /// Gzip at its smallest.
  private static final class SmallestGzip extends GZIPOutputStream {
    SmallestGzip(Path file) throws IOException {
      super(Files.newOutputStream(file));
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
