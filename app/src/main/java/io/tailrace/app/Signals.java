package io.tailrace.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signals of the operating system.
///
/// `sun.misc.Signal` is the only way to hear them, and every use of it is a compiler warning that
/// cannot be suppressed, hence the reflection. It is used before anything else is there, logging
/// for instance.
final class Signals {
  private Signals() {}

  /// Runs an action at each signal of a name such as `HUP`, in a thread of its own. Where the
  /// platform does not know the signal, nothing happens.
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object instance =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), instance);
    } catch (ReflectiveOperationException e) {
      Logger log = LoggerFactory.getLogger(Signals.class);
      log.debug("The signal {} cannot be handled here", name, e);
    }
  }

  /// Sends a signal to this process, as another process would.
  static void raise(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    signal
        .getMethod("raise", signal)
        .invoke(null, signal.getConstructor(String.class).newInstance(name));
  }
}
