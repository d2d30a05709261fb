package io.tailrace.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Brings arguments as people and operators write them into the shape that the parser knows.
final class Arguments {
  private static final String KAFKA = "--kafka.";
  private static final Set<String> OF_THE_ROOT = Set.of("-h", "--help", "-V", "--version", "-v");

  private Arguments() {}

  /// Whether a pipeline will run, as far as the first word tells.
  static boolean mayRun(String[] args) {
    return areBare(args) || args[0].equals("run");
  }

  private static boolean areBare(String[] args) {
    return args.length == 0 || (args[0].startsWith("-") && !OF_THE_ROOT.contains(args[0]));
  }

  /// Adds `run` where only flags are given, as the Collector is started, and turns
  /// `--kafka.a.b=c` into `--kafka a.b=c`.
  static String[] prepare(String[] args, Set<String> commands) {
    List<String> prepared = new ArrayList<>();
    if (areBare(args) && !(args.length > 0 && commands.contains(args[0]))) {
      prepared.add("run");
    }
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("-v") && i == 0) {
        prepared.add("--version");
      } else if (args[i].startsWith(KAFKA)) {
        String key = args[i].substring(KAFKA.length());
        prepared.add("--kafka");
        prepared.add(key.contains("=") || i + 1 == args.length ? key : key + "=" + args[++i]);
      } else {
        prepared.add(args[i]);
      }
    }
    return prepared.toArray(String[]::new);
  }
}
