import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Holds every Java source below a directory against google-java-format: `check DIR` lists the
/// files that differ and exits 1, `fix DIR` rewrites them. Run by the build, on the build's
/// JDK.
class Format {
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    var formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    var differing = new ArrayList<Path>();
    for (Path source : sources(Path.of(args[1]))) {
      String found = Files.readString(source);
      String wanted = formatter.formatSourceAndFixImports(found);
      if (wanted.equals(found)) {
        continue;
      }
      differing.add(source);
      if (fix) {
        Files.writeString(source, wanted);
      }
    }
    differing.forEach(file -> System.out.println((fix ? "formatted " : "not formatted: ") + file));
    if (!fix && !differing.isEmpty()) {
      System.out.println("Run `mvn -N validate -Dformat=fix` to format them.");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(
              file ->
                  !root.relativize(file)
                      .toString()
                      .matches("(.*/)?(target|node_modules|\\.[^/]+)/.*"))
          .sorted()
          .toList();
    }
  }
}
