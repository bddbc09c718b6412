package io.bidder.settings.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory = Path.of("");

  @Command(name = "./run it", description = "Does it.")
  private static final class It extends ConsoleCommand {
    private final @Nullable Exception failure;

    @Option(names = "--rows", paramLabel = "N", description = "How many.")
    private int rows = 1;

    @Option(names = "--share", paramLabel = "S", description = "Of what.")
    private double share;

    @Mixin private JsonFile json = new JsonFile();

    It(@Nullable Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      expect(rows > 0, "--rows", rows, "at least 1");
      if (failure != null) {
        throw failure;
      }
      console().note("working");
      for (int i = 0; i < 1000; i++) {
        int done = i;
        console().progress(() -> done + " rows");
      }
      console().result("share " + share);
      json.write(Map.of("rows", rows));
      return ExitCode.DONE;
    }
  }

  @Test
  void commandShouldWriteItsResultProgressAndJson() throws IOException {
    Path json = directory.resolve("result.json");
    assertEquals(0, run(null, "--rows", "7", "--share", "0.5", "--json", json.toString()));
    assertEquals("share 0.5\n", out.toString());
    assertTrue(err.toString().startsWith("working\n0 rows\n"), err.toString());
    assertTrue(err.toString().lines().count() < 5, err.toString());
    assertEquals("{\n  \"rows\" : 7\n}\n", Files.readString(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rows 0 | --rows is 0, expected at least 1",
        "--rows x | --rows is x, expected a whole number",
        "--share half | --share is half, expected a number",
        "--row 1 | Unknown options: '--row', '1', did you mean --rows?",
        "--rows | Missing required parameter for option '--rows' (N)",
        "--json / | --json is /, expected a file in a directory that exists",
        "--json /no/such/dir/f | --json is /no/such/dir/f, expected a file in a directory that"
            + " exists",
      })
  void wrongOptionsShouldBeALineAndExitCode2(String options, String message) {
    assertEquals(2, run(null, options.split(" ")));
    assertEquals("./run it: " + message + " (./run it --help)\n", err.toString());
  }

  @Test
  void wrongInputShouldBeALineForEachProblemAndExitCode2() {
    assertEquals(2, run(new InvalidInputException("f:1: a is wrong\nf:2: b, too")));
    assertEquals("./run it: f:1: a is wrong\n./run it: f:2: b, too\n", err.toString());
  }

  @Test
  void failedRunShouldBeALineAndExitCode1() {
    assertFails(
        "out.json: No space left on device",
        new FileSystemException("out.json", null, "No space left on device"));
    assertFails("x: no such file or directory", new NoSuchFileException("x"));
    assertFails("broken pipe", new UncheckedIOException(new IOException("broken pipe")));
    assertFails("while at it", new UncheckedIOException("while at it", new IOException("why")));
  }

  private void assertFails(String message, Exception failure) {
    err.getBuffer().setLength(0);
    assertEquals(1, run(failure));
    assertEquals("./run it: " + message + "\n", err.toString());
  }

  @Test
  void bugShouldShowItsStackTrace() {
    assertEquals(1, run(new IllegalArgumentException("a bug")));
    assertTrue(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void helpShouldListTheOptionsInOrderAndFitATerminal() {
    assertEquals(0, run(null, "--help"));
    assertTrue(out.toString().startsWith("Usage: ./run it "), out.toString());
    assertTrue(out.toString().indexOf("--rows=N ") < out.toString().indexOf("--share=S "));
    assertTrue(
        out.toString().strip().endsWith("-h, --help        Show this help and exit."),
        out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), out.toString());
  }

  private int run(@Nullable Exception failure, String... arguments) {
    CommandLine line = Commands.of(new It(failure));
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
