package io.tailrace.app;

import java.util.Locale;

/// Numbers as somebody reads them: with separators and units for a person, plain for a program.
///
/// @param forPeople whether a person reads them
record Figures(boolean forPeople) {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  /// How many there are.
  String count(long number) {
    return forPeople ? String.format(Locale.ROOT, "%,d", number) : Long.toString(number);
  }

  /// A number of bytes, in powers of 1000.
  String bytes(long bytes) {
    if (!forPeople) {
      return Long.toString(bytes);
    }
    double value = bytes;
    int unit = 0;
    for (; value >= 999.5 && unit < UNITS.length - 1; unit++) {
      value /= 1000;
    }
    return String.format(Locale.ROOT, unit == 0 || value >= 99.5 ? "%.0f" : "%.1f", value)
        + " "
        + UNITS[unit];
  }

  /// A share in per cent; of nothing it is none.
  String share(long part, long whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f%%", 100.0 * part / whole);
  }
}
