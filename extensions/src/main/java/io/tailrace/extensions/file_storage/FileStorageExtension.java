package io.tailrace.extensions.file_storage;

import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import java.util.List;

/// Does nothing: what the Collector keeps in files is in Kafka here.
public final class FileStorageExtension implements Extension {
  /// How one is made.
  public static final Factory<FileStorageConfig> FACTORY =
      Factory.extension(
          "file_storage", List.of(), FileStorageConfig.class, (_, _) -> new FileStorageExtension());

  private FileStorageExtension() {}
}
