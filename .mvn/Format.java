import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or rewrites the layout of every Java source below a directory with google-java-format.
 *
 * <p>The build starts it as a source file on the toolchain's JDK, because the formatter uses that
 * JDK's compiler while Maven itself may run on an older one. Arguments: {@code check} or {@code
 * write}, the root directory, and the file that is to list what is wrong: it is there afterwards
 * only if something is.
 */
final class Format {
  private Format() {}

  private record Finding(Path file, String problem) {}

  public static void main(String[] args) throws IOException {
    if (args.length != 3 || !List.of("check", "write").contains(args[0])) {
      System.err.println("[ERROR] -Dformat=" + args[0] + ": expected check or write");
      System.exit(2);
    }
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    Path list = Path.of(args[2]);
    List<Path> files = new ArrayList<>(javaFiles(root.resolve(".mvn")));
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        files.addAll(javaFiles(module.resolve("src")));
      }
    }
    List<String> findings =
        files.parallelStream()
            .flatMap(file -> format(root, file, write).stream())
            .map(finding -> finding.file() + ": " + finding.problem())
            .toList();
    Files.deleteIfExists(list);
    if (!findings.isEmpty()) {
      Files.write(list, findings);
      findings.forEach(finding -> System.err.println("[ERROR] " + finding));
    }
  }

  private static List<Path> javaFiles(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static List<Finding> format(Path root, Path file, boolean write) {
    Path name = root.relativize(file);
    try {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        return List.of();
      }
      if (!write) {
        return List.of(
            new Finding(
                name, "not formatted, first at line " + firstDifference(source, formatted)));
      }
      Files.writeString(file, formatted);
      System.out.println("formatted " + name);
      return List.of();
    } catch (FormatterException e) {
      return List.of(new Finding(name, "does not parse: " + e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(name.toString(), e);
    }
  }

  private static int firstDifference(String source, String formatted) {
    List<String> is = source.lines().toList();
    List<String> should = formatted.lines().toList();
    int line = 0;
    while (line < Math.min(is.size(), should.size()) && is.get(line).equals(should.get(line))) {
      line++;
    }
    return line + 1;
  }
}
