/// Changes the attributes of resources.
@NullMarked
package io.tailrace.processors.resource;

import org.jspecify.annotations.NullMarked;
