package io.tailrace.app.replay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// Regroups recorded spans into the requests that SDKs would have sent: the spans of one resource
/// in the order in which they ended, so many in each.
final class Batches {
  private static final int END_TIME = 8;

  private final int size;
  private final List<Span> spans = new ArrayList<>();

  /// A recorded span and what surrounds it.
  private record Span(Slice resource, Slice scope, Slice span, long end) {}

  /// Everything of a message but its children, or one child.
  private record Slice(byte[] bytes, int from, int to) {
    int length() {
      return to - from;
    }
  }

  Batches(int size) {
    this.size = size;
  }

  /// Takes the spans of a serialised `TracesData`.
  void add(byte[] tracesData) {
    var all = new Fields(tracesData, 0, tracesData.length);
    while (all.next()) {
      if (all.isBytes(1)) {
        var resource = around(tracesData, all);
        var scopes = all.open();
        while (scopes.next()) {
          if (scopes.isBytes(2)) {
            scope(tracesData, resource, scopes);
          }
        }
      }
    }
  }

  /// Returns the requests in the order in which their last spans ended.
  List<byte[]> requests() {
    spans.sort(Comparator.comparingLong(Span::end));
    var open = new LinkedHashMap<ByteBuffer, List<Span>>();
    var requests = new ArrayList<byte[]>();
    for (var span : spans) {
      var resource = ByteBuffer.wrap(span.resource.bytes);
      var batch = open.computeIfAbsent(resource, _ -> new ArrayList<>());
      batch.add(span);
      if (batch.size() == size) {
        requests.add(request(batch));
        open.remove(resource);
      }
    }
    open.values().forEach(rest -> requests.add(request(rest)));
    return requests;
  }

  private void scope(byte[] bytes, Slice resource, Fields scopes) {
    var scope = around(bytes, scopes);
    var children = scopes.open();
    while (children.next()) {
      if (children.isBytes(2)) {
        var span = new Slice(bytes, children.from(), children.to());
        spans.add(new Span(resource, scope, span, end(bytes, children)));
      }
    }
  }

  private static long end(byte[] bytes, Fields span) {
    var fields = span.open();
    while (fields.next()) {
      if (fields.isFixed64(END_TIME)) {
        return (long) Items.TIME.get(bytes, fields.from());
      }
    }
    return 0;
  }

  /// Copies what a message of resource or scope says about all its children.
  private static Slice around(byte[] bytes, Fields message) {
    var out = new ByteArrayOutputStream();
    var fields = message.open();
    while (fields.next()) {
      if (!fields.isBytes(2)) {
        out.write(bytes, fields.start(), fields.to() - fields.start());
      }
    }
    byte[] copy = out.toByteArray();
    return new Slice(copy, 0, copy.length);
  }

  private static byte[] request(List<Span> batch) {
    var resource = new ByteArrayOutputStream();
    var about = batch.getFirst().resource;
    resource.write(about.bytes, about.from, about.length());
    int i = 0;
    while (i < batch.size()) {
      var scope = batch.get(i).scope;
      var scopeSpans = new ByteArrayOutputStream();
      scopeSpans.write(scope.bytes, scope.from, scope.length());
      for (; i < batch.size() && sameScope(batch.get(i).scope, scope); i++) {
        child(scopeSpans, 2, batch.get(i).span);
      }
      child(resource, 2, whole(scopeSpans));
    }
    var request = new ByteArrayOutputStream();
    child(request, 1, whole(resource));
    return request.toByteArray();
  }

  private static boolean sameScope(Slice one, Slice other) {
    return Arrays.equals(one.bytes, other.bytes);
  }

  private static Slice whole(ByteArrayOutputStream out) {
    byte[] bytes = out.toByteArray();
    return new Slice(bytes, 0, bytes.length);
  }

  private static void child(ByteArrayOutputStream out, int field, Slice value) {
    out.write((field << 3) | 2);
    int rest = value.length();
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.write(value.bytes, value.from, value.length());
  }
}
