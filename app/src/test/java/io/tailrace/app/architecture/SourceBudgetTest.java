package io.tailrace.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The size budget and the duty to document, held against the sources.
class SourceBudgetTest {
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 50;

  private final List<String> tooLong = new ArrayList<>();
  private final List<String> undocumented = new ArrayList<>();

  @Test
  void filesAndMethodsFitOnAScreen() throws IOException {
    readSources();
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everythingPublicIsDocumented() throws IOException {
    readSources();
    assertThat(undocumented).isEmpty();
  }

  private void readSources() throws IOException {
    List<Path> sources = sources();
    assertThat(sources).hasSizeGreaterThan(20);
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  _ -> {},
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(unit, docs).scan(unit, null);
      }
    }
  }

  private static List<Path> sources() throws IOException {
    Path root = Path.of(System.getProperty("tailrace.root"));
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> root.relativize(file).toString().matches("[a-z]+/src/main/java/.*"))
          .toList();
    }
  }

  /// Reads one source file.
  private final class Reader extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final DocTrees docs;
    private final String file;

    Reader(CompilationUnitTree unit, DocTrees docs) {
      this.unit = unit;
      this.docs = docs;
      this.file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
    }

    @Override
    public Void visitCompilationUnit(CompilationUnitTree tree, Void nothing) {
      long lines = unit.getLineMap().getLineNumber(end(tree));
      if (lines > FILE_LINES) {
        tooLong.add("%s has %d lines, %d are allowed".formatted(file, lines, FILE_LINES));
      }
      return super.visitCompilationUnit(tree, nothing);
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
      if (isPublic(tree.getModifiers().getFlags())
          && docs.getDocComment(getCurrentPath()) == null) {
        undocumented.add("%s: type %s".formatted(file, tree.getSimpleName()));
      }
      return super.visitClass(tree, nothing);
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
      long start = docs.getSourcePositions().getStartPosition(unit, tree);
      long lines =
          unit.getLineMap().getLineNumber(end(tree)) - unit.getLineMap().getLineNumber(start);
      if (lines > METHOD_LINES) {
        tooLong.add(
            "%s: %s has %d lines, %d are allowed"
                .formatted(file, tree.getName(), lines, METHOD_LINES));
      }
      if (mustBeDocumented(tree) && docs.getDocComment(getCurrentPath()) == null) {
        undocumented.add("%s: method %s".formatted(file, tree.getName()));
      }
      return super.visitMethod(tree, nothing);
    }

    private boolean mustBeDocumented(MethodTree tree) {
      boolean overrides =
          tree.getModifiers().getAnnotations().stream()
              .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
      return isPublic(tree.getModifiers().getFlags()) && !overrides && allOwnersArePublic();
    }

    private boolean allOwnersArePublic() {
      for (TreePath path = getCurrentPath().getParentPath();
          path != null;
          path = path.getParentPath()) {
        if (path.getLeaf() instanceof ClassTree owner
            && owner.getKind() != Tree.Kind.INTERFACE
            && !isPublic(owner.getModifiers().getFlags())) {
          return false;
        }
      }
      return true;
    }

    private boolean isPublic(java.util.Set<Modifier> flags) {
      return flags.contains(Modifier.PUBLIC);
    }

    private long end(Tree tree) {
      return docs.getSourcePositions().getEndPosition(unit, tree);
    }
  }
}
