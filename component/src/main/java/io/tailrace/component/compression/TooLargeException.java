package io.tailrace.component.compression;

import java.io.IOException;

/// More came out of a compressed request than is allowed.
public final class TooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  TooLargeException(int limit) {
    super("the request is larger than %d bytes when decompressed".formatted(limit));
  }
}
