package io.tailrace.topology.decisions;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/// The values of decisions topics.
public final class Decisions {
  /// The schemas of slices.
  public static final AvroValues SLICES = new AvroValues("slice", 1);

  /// The schemas of fences.
  public static final AvroValues FENCES = new AvroValues("fence", 1);

  private static final int ID = 16;

  private Decisions() {}

  /// Serialises a record.
  public static byte[] encode(Decision decision) {
    return switch (decision) {
      case Decision.Slice slice -> SLICES.encode(write(slice));
      case Decision.Fence(long watermark) -> {
        GenericRecord value = new GenericData.Record(FENCES.newest());
        value.put("watermark", watermark);
        yield FENCES.encode(value);
      }
    };
  }

  /// Reads a record; empty if it is none of ours.
  public static Optional<Decision> decode(byte[] bytes) {
    Optional<Decision> fence =
        FENCES.decode(bytes).map(value -> new Decision.Fence((Long) value.get("watermark")));
    return fence.isPresent() ? fence : SLICES.decode(bytes).map(Decisions::slice);
  }

  private static GenericRecord write(Decision.Slice slice) {
    Schema schema = SLICES.newest();
    GenericRecord value = new GenericData.Record(schema);
    value.put("previous", slice.previous());
    value.put("watermark", slice.watermark());
    value.put("position", slice.position());
    value.put("part", slice.part());
    value.put("parts", slice.parts());
    value.put("time", slice.times().decided());
    value.put("watermark_time", slice.times().watermark());
    value.put("appended", slice.times().appended());
    value.put("forgotten", slice.forgotten());
    value.put("version", slice.version());
    value.put("causes", slice.causes());
    value.put("keeps", keeps(slice.keeps(), schema.getField("keeps").schema().getElementType()));
    value.put("drops", drops(slice.drops(), schema.getField("drops").schema().getElementType()));
    value.put("account", account(slice.account(), schema.getField("account").schema()));
    value.put("budgets", slice.budgets());
    return value;
  }

  private static List<GenericRecord> keeps(TraceIds ids, Schema schema) {
    Schema fixed = schema.getField("trace_id").schema();
    List<GenericRecord> keeps = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      byte[] id = ByteBuffer.allocate(ID).putLong(ids.high(i)).putLong(ids.low(i)).array();
      GenericRecord keep = new GenericData.Record(schema);
      keep.put("trace_id", new GenericData.Fixed(fixed, id));
      keep.put("cause", ids.cause(i));
      keeps.add(keep);
    }
    return keeps;
  }

  private static List<GenericRecord> drops(TraceIds ids, Schema schema) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < ids.size(); i++) {
      counts.merge(ids.cause(i), 1, Integer::sum);
    }
    Map<Integer, ByteBuffer> lows = new TreeMap<>();
    counts.forEach((cause, count) -> lows.put(cause, ByteBuffer.allocate(count * Long.BYTES)));
    for (int i = 0; i < ids.size(); i++) {
      ByteBuffer low = lows.get(ids.cause(i));
      if (low != null) {
        low.putLong(ids.low(i));
      }
    }
    List<GenericRecord> drops = new ArrayList<>();
    lows.forEach(
        (cause, bytes) -> {
          GenericRecord drop = new GenericData.Record(schema);
          drop.put("cause", cause);
          drop.put("trace_ids", bytes.flip());
          drops.add(drop);
        });
    return drops;
  }

  private static GenericRecord account(Account account, Schema schema) {
    Schema outcome = schema.getField("outcomes").schema().getElementType();
    List<GenericRecord> outcomes = new ArrayList<>();
    account
        .outcomes()
        .forEach(
            (each, count) -> {
              GenericRecord record = new GenericData.Record(outcome);
              record.put("cause", each.cause());
              record.put("kept", each.kept());
              record.put("traces", count.traces());
              record.put("spans", count.spans());
              record.put("bytes", count.bytes());
              record.put("late", count.late());
              outcomes.add(record);
            });
    GenericRecord value = new GenericData.Record(schema);
    value.put("base", account.base());
    value.put("released", account.released());
    value.put("received", account.received());
    value.put("waiting", account.waiting());
    value.put("filtered", account.filtered());
    value.put("outcomes", outcomes);
    return value;
  }

  private static Decision.Slice slice(GenericRecord value) {
    TraceIds keeps = new TraceIds();
    for (GenericRecord keep : records(value.get("keeps"))) {
      ByteBuffer id = ByteBuffer.wrap(((GenericData.Fixed) keep.get("trace_id")).bytes());
      keeps.add(id.getLong(), id.getLong(), (Integer) keep.get("cause"));
    }
    TraceIds drops = new TraceIds();
    for (GenericRecord drop : records(value.get("drops"))) {
      ByteBuffer lows = (ByteBuffer) drop.get("trace_ids");
      while (lows.remaining() >= Long.BYTES) {
        drops.add(0, lows.getLong(), (Integer) drop.get("cause"));
      }
    }
    return new Decision.Slice(
        (Long) value.get("previous"),
        (Long) value.get("watermark"),
        (Long) value.get("position"),
        (Integer) value.get("part"),
        (Integer) value.get("parts"),
        new Decision.Times(
            (Long) value.get("time"),
            (Long) value.get("watermark_time"),
            (Long) value.get("appended")),
        (Long) value.get("forgotten"),
        String.valueOf(value.get("version")),
        ((List<?>) value.get("causes")).stream().map(String::valueOf).toList(),
        keeps,
        drops,
        account((GenericRecord) value.get("account")),
        ((List<?>) value.get("budgets")).stream().map(Long.class::cast).toList());
  }

  private static Account account(GenericRecord value) {
    Map<String, Long> filtered = new TreeMap<>();
    ((Map<?, ?>) value.get("filtered"))
        .forEach((processor, items) -> filtered.put(String.valueOf(processor), (Long) items));
    Map<Account.Outcome, Account.Count> outcomes = new HashMap<>();
    for (GenericRecord each : records(value.get("outcomes"))) {
      outcomes.put(
          new Account.Outcome((Boolean) each.get("kept"), String.valueOf(each.get("cause"))),
          new Account.Count(
              (Long) each.get("traces"),
              (Long) each.get("spans"),
              (Long) each.get("bytes"),
              (Long) each.get("late")));
    }
    return new Account(
        (Long) value.get("base"),
        (Long) value.get("released"),
        (Long) value.get("received"),
        (Long) value.get("waiting"),
        filtered,
        outcomes);
  }

  private static List<GenericRecord> records(Object array) {
    return ((List<?>) array).stream().map(GenericRecord.class::cast).toList();
  }
}
