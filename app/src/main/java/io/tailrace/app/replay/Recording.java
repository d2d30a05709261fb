package io.tailrace.app.replay;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;

/// Recorded traces, played again and again: each round has ids of its own and times that end now.
///
/// The file format: repeated `[uint32 big-endian length][serialised OTLP TracesData]`, as it is or
/// inside gzip or zstd. The messages may be of any size; they are regrouped into requests of one
/// resource each, in the order in which the spans ended, as SDKs would have sent them.
public final class Recording implements Workload {
  /// How many spans an SDK puts into a request by default.
  public static final int SDK_BATCH = 512;

  private static final String BUNDLED = "/recording/hipstershop.otlp.gz";
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int ZSTD_MAGIC = 0x28b5;
  private static final int KEPT_ROUNDS = 64;

  private final List<SpanTemplate> templates;
  private final long latest;
  private final InstantSource clock;
  private final long seed;
  private final ConcurrentMap<Long, Long> shifts = new ConcurrentHashMap<>();

  private Recording(List<SpanTemplate> templates, InstantSource clock, long seed) {
    this.templates = templates;
    this.latest = templates.stream().mapToLong(SpanTemplate::latest).max().orElse(0);
    this.clock = clock;
    this.seed = seed;
  }

  /// Returns the recording that comes with the program.
  ///
  /// @param clock where the times are moved to
  /// @param seed recordings with different seeds share no id
  public static Recording bundled(InstantSource clock, long seed) throws IOException {
    return bundled(SDK_BATCH, clock, seed);
  }

  /// The recording that comes with the program, in requests of another size.
  ///
  /// @param batch the most spans of a request
  public static Recording bundled(int batch, InstantSource clock, long seed) throws IOException {
    try (var in = Recording.class.getResourceAsStream(BUNDLED)) {
      if (in == null) {
        throw new IOException("the program was built without its recording " + BUNDLED);
      }
      return read(in, batch, clock, seed);
    }
  }

  /// Reads a file of recorded traces.
  ///
  /// @param file plain, gzip or zstd
  /// @param batch how many spans go into a request
  /// @param clock where the times are moved to
  /// @param seed recordings with different seeds share no id
  /// @throws IOException when the file cannot be read or holds something else
  public static Recording load(Path file, int batch, InstantSource clock, long seed)
      throws IOException {
    try (var in = Files.newInputStream(file)) {
      return read(in, batch, clock, seed);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no recording of traces: " + e.getMessage(), e);
    }
  }

  private static Recording read(InputStream in, int batch, InstantSource clock, long seed)
      throws IOException {
    var batches = new Batches(batch);
    try (var data = new DataInputStream(decompressed(in))) {
      for (int length = length(data); length >= 0; length = length(data)) {
        byte[] frame = data.readNBytes(length);
        if (frame.length < length) {
          throw new IOException("the recording ends within a message");
        }
        batches.add(frame);
      }
    }
    var templates = batches.requests().stream().map(SpanTemplate::new).toList();
    if (templates.isEmpty()) {
      throw new IOException("the recording holds no spans");
    }
    return new Recording(templates, clock, seed);
  }

  private static int length(DataInputStream in) throws IOException {
    byte[] four = in.readNBytes(Integer.BYTES);
    if (four.length == 0) {
      return -1;
    }
    int length = four.length < Integer.BYTES ? -1 : ByteBuffer.wrap(four).getInt();
    if (length < 0) {
      throw new IOException("no recording: expected a length in front of each message");
    }
    return length;
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    int magic = (buffered.read() << 8) | buffered.read();
    buffered.reset();
    return switch (magic) {
      case GZIP_MAGIC -> new GZIPInputStream(buffered, 1 << 16);
      case ZSTD_MAGIC -> new ZstdInputStreamNoFinalizer(buffered);
      default -> buffered;
    };
  }

  /// How many requests one round of it has.
  public int requests() {
    return templates.size();
  }

  /// How many spans one round of it has.
  public int spans() {
    return templates.stream().mapToInt(SpanTemplate::spans).sum();
  }

  /// Returns the same requests with other bytes in them, such as larger spans.
  ///
  /// @param change takes and returns serialised requests
  public Recording rewritten(UnaryOperator<byte[]> change) {
    return new Recording(
        templates.stream().map(template -> template.rewritten(change)).toList(), clock, seed);
  }

  @Override
  public int items(long sequence) {
    return template(sequence).spans();
  }

  private SpanTemplate template(long sequence) {
    return templates.get((int) (sequence % templates.size()));
  }

  @Override
  public Request request(long sequence) {
    long round = sequence / templates.size();
    long shift = shifts.computeIfAbsent(round, _ -> now() - latest);
    if (shifts.size() > KEPT_ROUNDS) {
      shifts.keySet().removeIf(old -> old < round - KEPT_ROUNDS / 2);
    }
    return template(sequence).instance(mix((seed << 32) + round), shift);
  }

  private long now() {
    var now = clock.instant();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /// Spreads a small number over all 64 bits (the finisher of SplitMix64).
  private static long mix(long number) {
    long x = number + 0x9e3779b97f4a7c15L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }
}
