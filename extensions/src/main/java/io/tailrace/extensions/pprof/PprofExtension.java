package io.tailrace.extensions.pprof;

import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import java.util.List;

/// Does nothing: profiles of this process are taken with the JDK's Flight Recorder.
public final class PprofExtension implements Extension {
  /// How one is made.
  public static final Factory<PprofConfig> FACTORY =
      Factory.extension("pprof", List.of(), PprofConfig.class, (_, _) -> new PprofExtension());

  private PprofExtension() {}
}
