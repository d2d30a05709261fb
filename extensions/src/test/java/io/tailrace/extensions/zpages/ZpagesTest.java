package io.tailrace.extensions.zpages;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory.ExtensionMaker;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZpagesTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private Optional<ZpagesExtension> extension = Optional.empty();

  @AfterEach
  void close() {
    client.shutdownNow();
    extension.ifPresent(ZpagesExtension::close);
  }

  @Test
  @Proves("ZpagesConfig.endpoint")
  void servesEveryPage() throws Exception {
    start("");
    for (String page : List.of("servicez", "pipelinez", "extensionz", "featurez", "tracez")) {
      HttpResponse<String> response = get("/debug/" + page);
      assertThat(response.statusCode()).as(page).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/html");
      assertThat(response.body()).contains("</html>");
    }
    assertThat(get("/debug/expvarz").statusCode()).isEqualTo(404);
  }

  @Test
  @Proves({"ZpagesConfig.expvar", "Expvar.enabled"})
  void servesVariablesWhenAsked() throws Exception {
    start("expvar: {enabled: true}");
    assertThat(get("/debug/expvarz").body()).contains("\"memstats\"");
  }

  @Test
  void neverTakesTextForMarkup() {
    assertThat(Html.table(List.of("<b>"), List.of(List.of("\"&"))))
        .contains("&lt;b&gt;")
        .contains("&quot;&amp;");
  }

  @Test
  void refusesToListenNowhere() {
    assertThat(Options.problems(ZpagesExtension.FACTORY, "endpoint: ''"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("must not be empty"));
  }

  private void start(String yaml) throws StartException {
    var maker = (ExtensionMaker<ZpagesConfig>) ZpagesExtension.FACTORY.maker();
    extension =
        Optional.of(
            (ZpagesExtension)
                maker.make(
                    Options.of(ZpagesExtension.FACTORY, "endpoint: 127.0.0.1:0\n" + yaml),
                    new FakeHost("zpages")));
    extension.get().start();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + extension.get().address() + path)).build(),
        BodyHandlers.ofString());
  }
}
