package io.tailrace.exporters.file;

import io.tailrace.model.Fields;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Takes a request apart by a resource attribute that names the file.
final class Groups {
  private static final int ENTRY = 1;
  private static final int RESOURCE = 1;
  private static final int ATTRIBUTE = 1;
  private static final int LONGEST = 200;

  /// What may stand in a path: nothing that leads up, to another root, or is not seen.
  private static final Pattern PART = Pattern.compile("[^\\p{Cntrl}/\\\\:]+");

  private final String attribute;

  Groups(String attribute) {
    this.attribute = attribute;
  }

  /// What came of taking a request apart.
  sealed interface Result {}

  /// Every resource has a file.
  ///
  /// @param requests by what replaces the `*`
  record Grouped(Map<String, byte[]> requests) implements Result {}

  /// A resource has none.
  record Refused(String reason) implements Result {}

  Result of(byte[] otlp) {
    Map<String, ByteArrayOutputStream> parts = new LinkedHashMap<>();
    Fields request = new Fields(otlp);
    while (request.next()) {
      if (request.isMessage(ENTRY)) {
        Optional<String> group = group(request);
        if (group.isEmpty()) {
          return new Refused("a resource has no attribute " + attribute);
        }
        if (!confined(group.get())) {
          return new Refused(
              "the attribute %s of a resource is no name of a file below the directory"
                  .formatted(attribute));
        }
        parts
            .computeIfAbsent(group.get(), _ -> new ByteArrayOutputStream())
            .write(request.bytes(), request.fieldStart(), request.end() - request.fieldStart());
      }
    }
    Map<String, byte[]> requests = new LinkedHashMap<>();
    parts.forEach((group, bytes) -> requests.put(group, bytes.toByteArray()));
    return new Grouped(requests);
  }

  private static boolean confined(String group) {
    if (group.isEmpty() || group.length() > LONGEST) {
      return false;
    }
    for (String part : group.split("/", -1)) {
      if (!PART.matcher(part).matches() || part.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> group(Fields entry) {
    Fields in = new Fields().into(entry);
    Fields resource = new Fields();
    while (in.next()) {
      if (in.isMessage(RESOURCE)) {
        resource.into(in);
        while (resource.next()) {
          Optional<String> value =
              resource.isMessage(ATTRIBUTE) ? value(resource) : Optional.empty();
          if (value.isPresent()) {
            return value;
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Returns the text of an attribute if it is the wanted one.
  private Optional<String> value(Fields keyValue) {
    Fields in = new Fields().into(keyValue);
    boolean wanted = false;
    Optional<String> text = Optional.empty();
    while (in.next()) {
      if (in.isMessage(1)) {
        wanted = in.text().equals(attribute);
      } else if (in.isMessage(2)) {
        Fields any = new Fields().into(in);
        while (any.next()) {
          text = any.isMessage(1) ? Optional.of(any.text()) : Optional.empty();
        }
      }
    }
    return wanted ? text : Optional.empty();
  }
}
