package io.tailrace.processors.memory_limiter;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/// The heap of a process.
interface Heap {
  /// The heap of this process. What is used is what the last collection of each pool left, as
  /// garbage that is not collected yet says nothing about a shortage; a pool that was never
  /// collected counts as empty.
  Heap OWN =
      new Heap() {
        @Override
        public long used() {
          long used = 0;
          for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && left != null) {
              used += left.getUsed();
            }
          }
          return used;
        }

        @Override
        public long most() {
          return Runtime.getRuntime().maxMemory();
        }
      };

  /// How many bytes are in use.
  long used();

  /// How many bytes may be used.
  long most();
}
