package io.tailrace.model;

import java.util.Arrays;

/// A growing list of numbers.
final class Ints {
  private int[] values;
  private int size;

  Ints(int capacity) {
    values = new int[capacity];
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(16, size * 2));
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  void increase(int index, int by) {
    values[index] += by;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /// Forgets what was added after this many.
  void cut(int kept) {
    size = kept;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
