/// What a component is: its type, its configuration, its life, and what it answers.
@NullMarked
package io.tailrace.component;

import org.jspecify.annotations.NullMarked;
