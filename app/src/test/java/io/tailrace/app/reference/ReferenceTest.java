package io.tailrace.app.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.Components;
import io.tailrace.config.JsonSchema;
import io.tailrace.config.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The reference under `docs/reference/` is what the options say. `-Dreference=write` writes it.
class ReferenceTest {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("tailrace.root"), "docs", "reference");

  @Test
  void theReferenceSaysWhatTheOptionsSay() throws IOException {
    compare("configuration.md", Reference.markdown(Components.ALL));
  }

  @Test
  void theSchemaSaysWhatTheOptionsSay() throws IOException {
    compare("schema.json", JsonSchema.of(Components.ALL));
  }

  private static void compare(String name, String generated) throws IOException {
    Path file = DIRECTORY.resolve(name);
    if ("write".equals(System.getProperty("reference"))) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, generated);
    }
    assertThat(file).as("docs/reference/%s; -Dreference=write writes it", name).exists();
    assertThat(Files.readString(file)).isEqualTo(generated);
  }
}
