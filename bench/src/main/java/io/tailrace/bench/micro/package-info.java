/// Measurements of single functions with JMH: the slicer and everything that rewrites bytes.
@org.jspecify.annotations.NullMarked
package io.tailrace.bench.micro;
