package io.tailrace.app.replay;

import java.util.Arrays;

/// A set of 64-bit identities in one array, for tens of millions of items at 16 bytes each.
public final class IdSet {
  private static final int FIRST_CAPACITY = 1 << 16;

  private long[] table = new long[FIRST_CAPACITY];
  private boolean zero;
  private long size;
  private long duplicates;

  /// Adds identities and counts those that were there already.
  public synchronized void addAll(long[] ids) {
    for (long id : ids) {
      if (id == 0 ? zero : !insert(id)) {
        duplicates++;
        continue;
      }
      zero |= id == 0;
      size++;
      if (2 * size > table.length) {
        grow();
      }
    }
  }

  /// How many different identities it holds.
  public synchronized long size() {
    return size;
  }

  /// How often an identity was added that was there already.
  public synchronized long duplicates() {
    return duplicates;
  }

  /// Whether it holds the identity.
  public synchronized boolean contains(long id) {
    return id == 0 ? zero : table[slot(id)] == id;
  }

  /// Counts the identities of this set that all of some others lack.
  public long missingFrom(IdSet... others) {
    return Arrays.stream(snapshot())
        .filter(id -> Arrays.stream(others).noneMatch(other -> other.contains(id)))
        .count();
  }

  private synchronized long[] snapshot() {
    long[] ids = Arrays.stream(table).filter(id -> id != 0).toArray();
    return zero ? Arrays.copyOf(ids, ids.length + 1) : ids;
  }

  private boolean insert(long id) {
    int slot = slot(id);
    if (table[slot] == id) {
      return false;
    }
    table[slot] = id;
    return true;
  }

  /// Returns where the identity is, or the free place where it would be.
  private int slot(long id) {
    int mask = table.length - 1;
    int slot = (int) ((id * 0x9e3779b97f4a7c15L) >>> 32) & mask;
    while (table[slot] != 0 && table[slot] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    var old = table;
    table = new long[2 * old.length];
    for (long id : old) {
      if (id != 0) {
        insert(id);
      }
    }
  }
}
