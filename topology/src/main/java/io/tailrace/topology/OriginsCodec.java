package io.tailrace.topology;

import io.tailrace.component.Client;
import io.tailrace.component.Origins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;

/// The header that says who sent which resources of a record: runs of resource index and client.
final class OriginsCodec {
  private OriginsCodec() {}

  static byte[] encode(Origins origins) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(origins.runs().size());
      for (Origins.Run run : origins.runs()) {
        out.writeInt(run.from());
        out.writeUTF(run.client().address());
        write(out, run.client().auth());
        out.writeShort(run.client().metadata().size());
        for (Map.Entry<String, List<String>> entry :
            new TreeMap<>(run.client().metadata()).entrySet()) {
          out.writeUTF(entry.getKey());
          out.writeShort(entry.getValue().size());
          for (String value : entry.getValue()) {
            out.writeUTF(value);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Map<String, String> map) throws IOException {
    out.writeShort(map.size());
    for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
  }

  /// Reads the header of a record; {@link Origins#UNKNOWN} where there is none that can be read.
  static Origins decode(org.apache.kafka.common.header.Headers headers) {
    Header header = headers.lastHeader(Headers.ORIGINS);
    if (header == null) {
      return Origins.UNKNOWN;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(header.value()))) {
      int size = in.readUnsignedShort();
      List<Origins.Run> runs = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int from = in.readInt();
        String address = in.readUTF();
        Map<String, String> auth = readMap(in);
        runs.add(new Origins.Run(from, new Client(address, readMetadata(in), auth)));
      }
      return new Origins(runs);
    } catch (IOException _) {
      return Origins.UNKNOWN;
    }
  }

  private static Map<String, String> readMap(DataInputStream in) throws IOException {
    Map<String, String> map = new HashMap<>();
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      map.put(in.readUTF(), in.readUTF());
    }
    return map;
  }

  private static Map<String, List<String>> readMetadata(DataInputStream in) throws IOException {
    Map<String, List<String>> map = new HashMap<>();
    for (int n = in.readUnsignedShort(); n > 0; n--) {
      String key = in.readUTF();
      List<String> values = new ArrayList<>();
      for (int m = in.readUnsignedShort(); m > 0; m--) {
        values.add(in.readUTF());
      }
      map.put(key, List.copyOf(values));
    }
    return map;
  }
}
