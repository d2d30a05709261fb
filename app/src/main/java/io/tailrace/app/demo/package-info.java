/// The proof in one command: a pipeline in a process of its own, killed while it works.
@NullMarked
package io.tailrace.app.demo;

import org.jspecify.annotations.NullMarked;
