package io.tailrace.component.client;

import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a connection failed.
final class Causes {
  private static final int DEEPEST = 8;

  private Causes() {}

  /// Whether it failed for a name that does not resolve or for TLS, which no repetition cures
  /// but a person does.
  static boolean concernEndpoint(@Nullable Throwable thrown) {
    Throwable at = thrown;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (at instanceof SSLException
          || at instanceof GeneralSecurityException
          || at instanceof UnknownHostException) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }
}
