package io.tailrace.config;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What a configuration may refer to outside of itself.
///
/// @param variables the environment variables
/// @param files reads a file named by a path
/// @param web reads a document named by an `http:` or `https:` address
public record Environment(Map<String, String> variables, Reader files, Reader web) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Copies the variables.
  public Environment {
    variables = Map.copyOf(variables);
  }

  /// Returns text by its name.
  @FunctionalInterface
  public interface Reader {
    /// Returns the text.
    ///
    /// @throws IOException if it cannot be had; its message names the cause
    String read(String name) throws IOException;
  }

  /// The environment of this process.
  public static Environment system() {
    return new Environment(System.getenv(), Environment::file, Environment::page);
  }

  /// The environment of this process, except for its variables.
  public static Environment of(Map<String, String> variables) {
    return new Environment(variables, Environment::file, Environment::page);
  }

  private static String file(String name) throws IOException {
    Path path = Path.of(name);
    if (Files.isDirectory(path)) {
      throw new IOException("it is a directory");
    }
    if (!Files.exists(path)) {
      throw new IOException("there is no such file");
    }
    return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
  }

  private static String page(String address) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE).build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() != 200) {
        throw new IOException("the server answered " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
