/// Contracts and fakes for tests.
@NullMarked
package io.tailrace.testkit;

import org.jspecify.annotations.NullMarked;
