package io.tailrace.extensions.zpages;

import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.component.server.HttpHandler;
import io.tailrace.component.server.HttpReply;
import io.tailrace.component.server.HttpServer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// Serves pages that show what runs.
public final class ZpagesExtension implements Extension {
  /// How one is made.
  public static final Factory<ZpagesConfig> FACTORY =
      Factory.extension("zpages", List.of(), ZpagesConfig.class, ZpagesExtension::new);

  private final HttpServer server;

  private ZpagesExtension(ZpagesConfig config, Host host) {
    this.server = new HttpServer(config.server(), config.timeouts(), config.endpoint(), host);
    Pages pages = new Pages(host.service(), host.clock());
    page("/debug", pages::index);
    page("/debug/servicez", pages::servicez);
    page("/debug/pipelinez", pages::pipelinez);
    page("/debug/extensionz", pages::extensionz);
    page("/debug/featurez", pages::featurez);
    page("/debug/tracez", pages::tracez);
    if (config.expvar().enabled()) {
      page("/debug/expvarz", "application/json", ZpagesExtension::variables);
    }
  }

  private void page(String path, Supplier<String> html) {
    page(path, "text/html; charset=utf-8", html);
  }

  private void page(String path, String type, Supplier<String> text) {
    server.route(
        path,
        HttpHandler.looking(
            () -> HttpReply.of(200, type, text.get().getBytes(StandardCharsets.UTF_8))));
  }

  private static String variables() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return "{\"memstats\":{\"HeapAlloc\":%d,\"HeapSys\":%d},\"threads\":%d}\n"
        .formatted(
            heap.getUsed(),
            heap.getCommitted(),
            ManagementFactory.getThreadMXBean().getThreadCount());
  }

  @Override
  public void start() throws StartException {
    server.start();
  }

  @Override
  public String address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }
}
