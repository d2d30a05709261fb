package io.tailrace.receivers.kafka;

import io.tailrace.model.Fields;
import io.tailrace.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// Adds headers of a record to every resource of its telemetry, as `kafka.header.NAME`.
final class HeaderAttributes {
  private static final int ENTRY = 1;
  private static final int RESOURCE = 1;
  private static final int ATTRIBUTE = 1;

  private final List<String> names;

  HeaderAttributes(List<String> names) {
    this.names = names;
  }

  /// Returns the request with the attributes, the same bytes if the record has no such header.
  byte[] add(Headers headers, byte[] otlp) {
    byte[] attributes = attributes(headers);
    if (attributes.length == 0) {
      return otlp;
    }
    Message out = new Message(otlp.length + 256);
    Fields request = new Fields(otlp);
    while (request.next()) {
      if (request.isMessage(ENTRY)) {
        int opened = out.open(ENTRY);
        entry(request, attributes, out);
        out.close(opened);
      } else {
        out.copy(request);
      }
    }
    return out.toBytes();
  }

  /// Copies a `ResourceSpans` or its like, whose resource is everything that its resource fields
  /// hold, if it has any.
  private static void entry(Fields request, byte[] attributes, Message out) {
    Fields entry = new Fields().into(request);
    Fields resource = new Fields();
    int opened = out.open(RESOURCE);
    while (entry.next()) {
      if (entry.isMessage(RESOURCE)) {
        resource.into(entry);
        while (resource.next()) {
          out.copy(resource);
        }
      }
    }
    out.raw(attributes, 0, attributes.length);
    out.close(opened);
    entry.into(request);
    while (entry.next()) {
      if (!entry.isMessage(RESOURCE)) {
        out.copy(entry);
      }
    }
  }

  private byte[] attributes(Headers headers) {
    Message out = new Message(256);
    for (String name : names) {
      Header header = headers.lastHeader(name);
      if (header != null && header.value() != null) {
        int attribute = out.open(ATTRIBUTE);
        out.text(1, "kafka.header." + name);
        int value = out.open(2);
        out.text(1, new String(header.value(), StandardCharsets.UTF_8));
        out.close(value);
        out.close(attribute);
      }
    }
    return out.toBytes();
  }
}
