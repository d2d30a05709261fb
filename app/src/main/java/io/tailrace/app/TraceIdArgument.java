package io.tailrace.app;

import java.util.HexFormat;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A trace id on the command line: 32 hexadecimal digits.
///
/// @param high its first 64 bits
/// @param low the others
record TraceIdArgument(long high, long low) {
  private static final int DIGITS = 32;
  private static final Pattern FORM = Pattern.compile("[0-9A-Fa-f]{" + DIGITS + "}");

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  /// Reads it.
  static final class Converter implements ITypeConverter<TraceIdArgument> {
    @Override
    public TraceIdArgument convert(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new TypeConversionException(
            "'%s' is no trace id: write its %d hexadecimal digits, such as 4bf92f3577b34da6a3ce929d0e0e4736; these are %d characters"
                .formatted(text, DIGITS, text.length()));
      }
      return new TraceIdArgument(
          HexFormat.fromHexDigitsToLong(text, 0, DIGITS / 2),
          HexFormat.fromHexDigitsToLong(text, DIGITS / 2, DIGITS));
    }
  }
}
