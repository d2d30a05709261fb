package io.tailrace.exporters.nop;

/// What is written below `nop:`, which is nothing.
record NopConfig() {}
