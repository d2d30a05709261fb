package io.tailrace.processors.tail_sampling;

/// Finds things by their trace ids. It holds a number of four bytes for each of them and not the
/// id, which is compared where the thing is; a few bits of a hash beside the number say whether
/// that is worth it.
///
/// Buckets are a cache line long: fifteen places, and how often one was full so that its thing
/// went to the next. Thus nothing moves when something is removed, and where no bucket ran over a
/// look-up reads one line of the index.
final class IdIndex {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final long ODD = 0xc2b2ae3d27d4eb4fL;
  private static final int LINE = 16;
  private static final int PLACES = LINE - 1;
  private static final int FEWEST = 4;

  /// How full it gets: the emptiest is half as full after it was doubled.
  private static final double FULL = 0.85;

  private final Ids ids;
  private int[] lines;
  private int shift;
  private int size;
  private int most;

  /// How many bits of a place hold the number, plus one; the others are of the hash.
  private int numberBits = 24;

  IdIndex(Ids ids) {
    this.ids = ids;
    lines = new int[0];
    allocate(FEWEST);
  }

  private void allocate(int buckets) {
    lines = new int[buckets * LINE];
    shift = Long.SIZE - Integer.numberOfTrailingZeros(buckets);
    most = (int) (buckets * PLACES * FULL);
    size = 0;
  }

  private static long hash(long high, long low) {
    return (low ^ (high * ODD)) * GOLDEN;
  }

  private int home(long hash) {
    return (int) (hash >>> shift) * LINE;
  }

  private int next(int line) {
    return line + LINE == lines.length ? 0 : line + LINE;
  }

  /// The bits of the hash that stand beside a number.
  private int mark(long hash) {
    return (int) (hash >>> LINE) << numberBits;
  }

  /// Reads the line where an id would be, so that it is near when it is looked for.
  int touch(long high, long low) {
    return lines[home(hash(high, low)) + LINE / 2];
  }

  /// Where in a line a hash would be best.
  private static int best(long hash) {
    return (((((int) (hash >>> 8)) & 0xff) * PLACES) >>> 8) + 1;
  }

  /// The place behind one in a line, in a circle.
  private static int behind(int place) {
    return place == PLACES ? 1 : place + 1;
  }

  /// Returns the number of the thing with an id, -1 if there is none.
  int find(long high, long low) {
    long hash = hash(high, low);
    int mark = mark(hash);
    int line = home(hash);
    int numbers = (1 << numberBits) - 1;
    while (true) {
      int place = best(hash);
      for (int i = 0; i < PLACES; i++) {
        int there = lines[line + place];
        int number = (there & numbers) - 1;
        if ((there & ~numbers) == mark && number >= 0 && is(number, high, low)) {
          return number;
        }
        place = behind(place);
      }
      if (lines[line] == 0) {
        return -1;
      }
      line = next(line);
    }
  }

  private boolean is(int number, long high, long low) {
    return ids.low(number) == low && ids.high(number) == high;
  }

  /// Adds a thing whose id it does not have yet; the thing itself is there already.
  void put(long high, long low, int number) {
    if (number + 1 >= 1 << numberBits && numberBits < Integer.SIZE - 2) {
      numberBits += 2;
      rebuild();
    } else if (size >= most) {
      rebuild(2 * lines.length / LINE);
    } else {
      insert(high, low, number);
    }
  }

  /// Adds all things anew.
  void rebuild() {
    rebuild(lines.length / LINE);
  }

  private void rebuild(int buckets) {
    allocate(buckets);
    ids.forEach(number -> insert(ids.high(number), ids.low(number), number));
  }

  private void insert(long high, long low, int number) {
    long hash = hash(high, low);
    int line = home(hash);
    while (!replaced(line, best(hash), 0, mark(hash) | (number + 1))) {
      lines[line]++;
      line = next(line);
    }
    size++;
  }

  /// Removes a thing that it has.
  void remove(long high, long low, int number) {
    long hash = hash(high, low);
    int line = home(hash);
    while (!replaced(line, best(hash), mark(hash) | (number + 1), 0)) {
      lines[line]--;
      line = next(line);
    }
    size--;
  }

  private boolean replaced(int line, int from, int old, int with) {
    int place = from;
    for (int i = 0; i < PLACES; i++) {
      if (lines[line + place] == old) {
        lines[line + place] = with;
        return true;
      }
      place = behind(place);
    }
    return false;
  }

  /// Gives up room that has not been used for long; to be called now and then.
  void shrink() {
    int buckets = lines.length / LINE;
    if (buckets > FEWEST && size < most / 8) {
      rebuild(buckets / 4);
    }
  }

  /// How many bytes it takes.
  long bytes() {
    return (long) lines.length * Integer.BYTES;
  }
}
