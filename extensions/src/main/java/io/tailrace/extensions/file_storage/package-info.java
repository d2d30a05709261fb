/// The `file_storage` extension, accepted so that files which have it load.
@NullMarked
package io.tailrace.extensions.file_storage;

import org.jspecify.annotations.NullMarked;
