package io.tailrace.topology.decisions;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.Vote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/// Writes the values of topics of trace summaries, one for every trace: field by field, in the
/// order of the newest schema, because there are as many of them as traces.
public final class TraceSummaries {
  /// The schemas of summaries.
  public static final AvroValues SCHEMAS = new AvroValues("trace-summary", 1);

  private static final byte[] HEAD = head();
  private static final Map<Vote, Integer> VOTES = votes();

  private final int partition;
  private final List<String> causes;
  private final int policies;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);

  /// Creates a writer for the traces of one partition.
  ///
  /// @param causes what decides, by number
  /// @param policies how many of the causes are policies
  public TraceSummaries(int partition, List<String> causes, int policies) {
    this.partition = partition;
    this.causes = List.copyOf(causes);
    this.policies = policies;
  }

  /// The numbers of votes in the schema.
  private static Map<Vote, Integer> votes() {
    Schema ballot = SCHEMAS.newest().getField("votes").schema().getElementType();
    Map<Vote, Integer> votes = new EnumMap<>(Vote.class);
    for (Vote vote : Vote.values()) {
      votes.put(vote, ballot.getField("vote").schema().getEnumOrdinal(vote.name()));
    }
    return votes;
  }

  private static byte[] head() {
    return ByteBuffer.allocate(2 + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0xC3)
        .put((byte) 0x01)
        .putLong(SchemaNormalization.parsingFingerprint64(SCHEMAS.newest()))
        .array();
  }

  /// The key of a trace's summary.
  public static byte[] key(long high, long low) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
  }

  /// Serialises the summary of a trace.
  ///
  /// @param time of the log when it was decided, in milliseconds
  public byte[] encode(DecidedTrace trace, long time) {
    try {
      bytes.reset();
      bytes.writeBytes(HEAD);
      out.writeBoolean(trace.kept());
      out.writeString(causes.get(trace.cause()));
      votes(trace);
      out.writeString(trace.rootService());
      out.writeString(trace.rootName());
      texts(trace.services());
      out.writeLong(trace.start());
      out.writeLong(trace.end());
      out.writeInt(trace.spans());
      out.writeInt(trace.errors());
      out.writeLong(trace.bytes());
      out.writeInt(partition);
      out.writeLong(trace.firstOffset());
      out.writeLong(trace.lastOffset());
      out.writeLong(trace.firstTime());
      out.writeLong(time);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void votes(DecidedTrace trace) throws IOException {
    out.writeArrayStart();
    out.setItemCount(policies);
    for (int policy = 0; policy < policies; policy++) {
      out.startItem();
      out.writeString(causes.get(policy));
      out.writeEnum(VOTES.getOrDefault(trace.vote(policy), 0));
    }
    out.writeArrayEnd();
  }

  private void texts(List<String> texts) throws IOException {
    out.writeArrayStart();
    out.setItemCount(texts.size());
    for (String text : texts) {
      out.startItem();
      out.writeString(text);
    }
    out.writeArrayEnd();
  }
}
