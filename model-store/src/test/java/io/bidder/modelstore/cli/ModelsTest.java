package io.bidder.modelstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.onnx.GraphBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ModelsTest {
  private static final String MANIFEST =
      """
      {
        "formatVersion": 1,
        "name": "by hand",
        "schema": {
          "hash": "xxh64",
          "features": [
            {"kind": "categorical", "name": "site", "source": "site.domain", "side": "request", "buckets": 10}
          ]
        },
        "heads": ["ctr"],
        "network": {
          "file": "model.onnx",
          "inputs": [{"tensor": "ids", "role": "ids", "features": ["site"]}],
          "outputs": [{"tensor": "p", "head": "ctr", "form": "probability"}]
        },
        "metrics": {"heads": {"ctr": {"auc": 0.75, "normalizedEntropy": 0.91234, "predictedOverActual": 1}}}
      }
      """;

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path store = Path.of("");
  private Path from = Path.of("");
  private Path json = Path.of("");

  @BeforeEach
  void makeVersion() throws IOException {
    store = directory.resolve("store");
    json = directory.resolve("result.json");
    from = Files.createDirectory(directory.resolve("mine"));
    Files.writeString(from.resolve("manifest.json"), MANIFEST);
    GraphBuilder graph = new GraphBuilder("by hand");
    String ids = graph.input("ids", ElementType.INT64, "rows", 1);
    String weights = graph.constant("weights", new float[11], 11);
    graph.rename(graph.sigmoid(graph.node("Gather", weights, ids)), "p");
    graph.output("p", "rows", 1);
    Files.write(from.resolve("model.onnx"), graph.toBytes());
  }

  @Test
  void publishShouldMakeAHandWrittenVersionCurrent() throws IOException {
    String id = publish();

    assertTrue(id.matches("\\d{8}-\\d{6}-by-hand-[0-9a-f]{4}"), id);
    succeed("list", "--store", store.toString(), "--json", json.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(
        lines.get(0).matches("   VERSION +NAME +CREATED +HEADS +PARENT +CTR AUC +CTR NE +CTR P/A"),
        lines.get(0));
    assertTrue(
        lines.get(1).matches("\\*  " + id + "  by hand  \\S+Z +ctr +- +0.7500  0.9123 +1.0000"),
        lines.get(1));
    JsonNode listed = JsonMapper.shared().readTree(Files.readString(json));
    assertEquals(id, listed.get("current").stringValue());
    assertEquals(id, listed.at("/versions/0/manifest/id").stringValue());
    assertEquals("promote", listed.at("/history/0/action").stringValue());
  }

  @Test
  void publishShouldLeaveTheCurrentVersionWhenToldSo() throws IOException {
    String first = publish();
    succeed(
        "publish",
        "--store",
        store.toString(),
        "--from",
        from.toString(),
        "--no-promote",
        "--json",
        json.toString());

    String second = version();
    assertEquals(first, current());
    succeed("show", second, "--store", store.toString());
    assertTrue(out.toString().contains("parent      " + first), out.toString());
    succeed("promote", second, "--store", store.toString());
    assertEquals("promoted " + second + ", was " + first, out.toString().strip());
    succeed("promote", second, "--store", store.toString());
    assertEquals(second + " is the current version already", out.toString().strip());
    succeed("rollback", "--store", store.toString());
    assertEquals("rolled back to " + first + ", was " + second, out.toString().strip());
    assertEquals(first, current());
    fail(2, "no version was served before " + first, "rollback", "--store", store.toString());
  }

  @Test
  void promoteShouldTakeARefusedVersionOnlyWhenForced() throws IOException {
    String first = publish();
    String second = publish();
    succeed("promote", first, "--store", store.toString());
    new DirectoryModelStore(store).refuse(second, "worse than the served one\nby far");

    fail(2, "worse than the served one", "promote", second, "--store", store.toString());
    assertEquals(first, current());
    succeed("show", second, "--store", store.toString());
    assertTrue(
        out.toString()
            .lines()
            .anyMatch(line -> line.matches("refused +\\S+Z: worse than the served one by far")),
        out.toString());
    succeed("list", "--store", store.toString(), "--json", json.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("!  " + second)), out.toString());
    assertEquals("!   by far", lines.getLast());
    for (JsonNode version : JsonMapper.shared().readTree(Files.readString(json)).get("versions")) {
      boolean refused = version.get("version").stringValue().equals(second);
      assertEquals(
          refused ? "worse than the served one\nby far" : "",
          version.at("/refused/reason").asString(""));
    }

    succeed("promote", second, "--store", store.toString(), "--force");
    assertEquals(second, current());
  }

  @Test
  void promoteShouldTryAVersionBesideTheCurrentOneUntilToldOtherwise() throws IOException {
    String tried = publish();
    String current = publish();
    String[] at = {"--store", store.toString()};

    succeed("promote", "--shadow", tried, at[0], at[1]);
    assertEquals("trying " + tried + " beside " + current + ": shadow", out.toString().strip());
    assertEquals(current, current());
    succeed("promote", "--canary", "2.5%", tried, at[0], at[1]);
    succeed("list", at[0], at[1], "--json", json.toString());
    assertTrue(out.toString().contains("c  " + tried), out.toString());
    assertTrue(out.toString().contains("on trial: " + tried + ", canary, 2.5%"), out.toString());
    JsonNode trial = JsonMapper.shared().readTree(Files.readString(json)).get("trial");
    assertEquals(tried, trial.get("version").stringValue());
    assertEquals(0.025, trial.get("share").doubleValue());

    succeed("promote", "--none", at[0], at[1]);
    assertEquals("ended the trial of " + tried, out.toString().strip());
    succeed("promote", "--none", at[0], at[1]);
    assertEquals("no version is on trial", out.toString().strip());
    succeed("promote", "--shadow", tried, at[0], at[1]);
    succeed("promote", tried, at[0], at[1]);
    assertTrue(out.toString().contains("ended the trial of " + tried), out.toString());

    fail(2, "there is no current version beside", "promote", "--shadow", tried, at[0], at[1]);
    fail(2, "above 0% and below 100%", "promote", "--canary", "1", current, at[0], at[1]);
    fail(2, "above 0% and below 100%", "promote", "--canary", "100%", current, at[0], at[1]);
    fail(2, "at most one of", "promote", "--shadow", "--none", current, at[0], at[1]);
    fail(2, "expected the ID of a version", "promote", at[0], at[1]);
  }

  @Test
  void publishShouldTakeOverAVersionOfAnotherStoreAsItIs() throws IOException {
    String id = publish();
    Path other = directory.resolve("other");
    Path version = store.resolve("versions").resolve(id);

    succeed("publish", "--store", other.toString(), "--from", version.toString());

    assertEquals(
        Files.readString(version.resolve("manifest.json")),
        Files.readString(other.resolve("versions").resolve(id).resolve("manifest.json")));
    fail(
        2,
        id + ": there is such a version already",
        "publish",
        "--store",
        other.toString(),
        "--from",
        version.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tensor\": \"ids\" -> \"tensor\": \"idz\" -> idz",
        "\"tensor\": \"p\" -> \"tensor\": \"q\" -> q",
        "\"request\" -> \"reqest\" -> manifest.json:7: schema.features[0].side is 'reqest',"
            + " expected",
        "\"model.onnx\" -> \"other.onnx\" -> other.onnx",
        "\"ctr\", \"form\" -> \"cvr\", \"form\" -> network.outputs[0].head",
      })
  void publishShouldShowNothingOfAVersionThatCannotBeServed(String change) throws IOException {
    String[] parts = change.split(" -> ", -1);
    assertTrue(MANIFEST.contains(parts[0]), parts[0]);
    Files.writeString(from.resolve("manifest.json"), MANIFEST.replace(parts[0], parts[1]));

    fail(2, parts[2], "publish", "--store", store.toString(), "--from", from.toString());

    assertEquals(List.of(), names(store.resolve("versions")));
    assertEquals(List.of(), names(store.resolve("staging")));
  }

  @Test
  void publishShouldHoldAVersionToItsGoldenOutputs() throws IOException {
    Path golden = from.resolve("golden.jsonl");
    String line = "{\"ids\": [3], \"numerics\": [], \"ctr\": %s, \"cvr\": null, \"ctcvr\": null}%n";
    Files.writeString(golden, line.formatted("0.5"));
    String id = publish();
    Files.writeString(golden, line.formatted("0.5") + line.formatted("0.51"));

    fail(
        2,
        "line 2: head ctr: expected 0.51, got 0.5",
        "publish",
        "--store",
        store.toString(),
        "--from",
        from.toString());

    assertEquals(List.of(id), names(store.resolve("versions")));
    assertEquals(id, current());
  }

  @Test
  void publishShouldRefuseWhatIsNoVersion() throws IOException {
    fail(
        2,
        "no such directory, expected one with a version's files",
        "publish",
        "--store",
        store.toString(),
        "--from",
        directory.resolve("none").toString());
    Files.writeString(from.resolve("model.onnx"), "not ONNX");
    fail(2, "model.onnx", "publish", "--store", store.toString(), "--from", from.toString());
    Files.createDirectory(from.resolve("notes"));
    fail(
        2,
        "notes: a directory, expected only the files of the version",
        "publish",
        "--store",
        store.toString(),
        "--from",
        from.toString());
    Files.delete(from.resolve("manifest.json"));
    Files.delete(from.resolve("notes"));
    fail(
        2,
        "manifest.json: there is no such file",
        "publish",
        "--store",
        store.toString(),
        "--from",
        from.toString());
  }

  @Test
  void pruneShouldTellWhatItRemovesAndRollbackWhatIsPruned() throws IOException {
    String old = publish();
    String kept = publish();
    String last = publish();
    String dir = store.toString();

    succeed("prune", "--keep", "2", "--dry-run", "--store", dir);
    assertTrue(
        out.toString().matches("would remove " + old + ", [0-9,]+ bytes\\Rwould free .*\\R"));
    assertEquals(3, names(store.resolve("versions")).size());

    succeed("prune", "--keep", "2", "--store", dir, "--json", json.toString());
    assertTrue(
        out.toString().matches("removed " + old + ", [0-9,]+ bytes\\Rfreed [0-9,]+ bytes\\R"));
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertEquals(old, result.at("/removed/0/version").stringValue());
    assertEquals(result.at("/removed/0/bytes"), result.get("freedBytes"));
    assertFalse(result.get("dryRun").booleanValue());
    succeed("list", "--store", dir);
    assertEquals(3, out.toString().lines().count());
    assertTrue(out.toString().contains("*  " + last), out.toString());

    succeed("rollback", "--store", dir);
    assertEquals(kept, current());
    fail(
        2,
        old + ", served before " + kept + ", is pruned; versions to promote instead: ",
        "rollback",
        "--store",
        dir);
    fail(2, old + ": pruned; it was served once", "promote", old, "--store", dir);
    assertEquals(kept, current());
    succeed("prune", "--keep", "1", "--store", dir);
    assertEquals("nothing to remove", out.toString().strip());
  }

  @Test
  void publishShouldWarnOfASourceThatNoBidHasAndRefuseItWhenStrict() throws IOException {
    Files.writeString(
        from.resolve("manifest.json"), MANIFEST.replace("site.domain", "site.domian"));
    String problem =
        "feature 'site' reads site.domian, which no bid has, did you mean site.domain?";

    String[] publish = {
      "publish", "--store", store.toString(), "--from", from.toString(), "--json", json.toString()
    };
    String[] strict =
        Stream.concat(Stream.of(publish), Stream.of("--strict")).toArray(String[]::new);

    fail(2, problem, strict);
    assertFalse(Files.exists(store.resolve("CURRENT")));
    assertEquals(0, run(publish), () -> out + "\n" + err);

    assertEquals("warning: " + problem, err.toString().strip());
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertEquals(problem, result.at("/warnings/0").stringValue());
  }

  @Test
  void verifyShouldNameTheVersionThatFails() throws IOException {
    String good = publish();
    String bad = publish();
    succeed("verify", "--store", store.toString());
    assertEquals(2, out.toString().lines().filter(line -> line.startsWith("ok ")).count());

    Path file = store.resolve("versions").resolve(bad).resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    fail(
        2,
        "failed " + bad + ": ",
        "verify",
        "--store",
        store.toString(),
        "--json",
        json.toString());
    assertTrue(err.toString().contains("model.onnx: SHA-256 "), err.toString());
    assertEquals("ok " + good, out.toString().strip());
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    assertEquals(2, result.get("versions").size());
    succeed("verify", good, "--store", store.toString());
    fail(2, "model.onnx: SHA-256", "promote", bad, "--store", store.toString());
  }

  @Test
  void verifyShouldMeasureAVersionWhenAskedTo() throws IOException {
    publish();

    succeed("verify", "--speed", "--store", store.toString(), "--json", json.toString());

    assertTrue(out.toString().contains("   opens in "), out.toString());
    JsonNode result = JsonMapper.shared().readTree(Files.readString(json));
    for (String candidates : List.of("1", "8", "32")) {
      JsonNode micros = result.at("/versions/0/impressionMicros/" + candidates);
      assertTrue(micros.doubleValue() > 0, result::toString);
    }
  }

  @Test
  void listShouldPointAtABrokenVersion() throws IOException {
    String id = publish();
    Files.writeString(store.resolve("versions").resolve(id).resolve("manifest.json"), "{");

    succeed("list", "--store", store.toString());

    assertTrue(out.toString().contains(id + "  (broken, see below)"), out.toString());
    assertTrue(out.toString().contains("! "), out.toString());
    fail(2, "no JSON", "show", "--store", store.toString());
  }

  @Test
  void listShouldSayThatThereAreNoVersions() throws IOException {
    Files.createDirectory(store);

    succeed("list", "--store", store.toString());

    assertEquals(store + " holds no versions; ./run train makes one.", out.toString().strip());
    fail(2, "no version is current", "show", "--store", store.toString());
  }

  @Test
  void showShouldGiveTheManifest() throws IOException {
    String id = publish();

    succeed("show", "--store", store.toString(), "--json", json.toString());

    assertTrue(out.toString().startsWith("version     " + id + " (current)"), out.toString());
    assertTrue(out.toString().contains("site     categorical  request  site.domain  -       11"));
    assertEquals(
        Files.readString(store.resolve("versions").resolve(id).resolve("manifest.json")),
        Files.readString(json));
  }

  @Test
  void showAndPromoteShouldSayWhatTheReportDoes() throws IOException {
    publish();
    succeed("show", "--store", store.toString());
    assertTrue(out.toString().contains("verdict     -"), out.toString());
    Files.writeString(
        from.resolve("manifest.json"),
        MANIFEST.replace(
            "\"metrics\": {", "\"metrics\": {\"verdict\": {\"level\": \"do-not-serve\"}, "));
    String id = publish();

    succeed("show", "--store", store.toString());
    assertTrue(out.toString().contains("verdict     do-not-serve"), out.toString());
    succeed("promote", id, "--store", store.toString());
    assertTrue(out.toString().contains("its report says do-not-serve"), out.toString());
  }

  @Test
  void wrongArgumentsShouldBeOneLineAndExitCode2() throws IOException {
    publish();
    String dir = store.toString();
    fail(2, "./run models: expected one of list, show, publish, promote, rollback, prune, verify");
    fail(2, "did you mean list", "lst");
    fail(2, "Missing required option: '--store=DIR' (./run models list --help)", "list");
    fail(2, "Unknown option: '--all'", "list", "--store", dir, "--all");
    fail(2, "none: no such directory, expected a model store", "list", "--store", dir + "/none");
    fail(2, "no such version", "promote", "x", "--store", dir);
    fail(2, "version id: \"../x\", expected 1 to 100 letters", "promote", "../x", "--store", dir);
    fail(2, "no version x", "show", "x", "--store", dir);
    fail(2, "no such version", "verify", "x", "--store", dir);
    fail(2, "--keep is 0, expected 1 or more", "prune", "--keep", "0", "--store", dir);
    fail(2, "Missing required option: '--keep=N'", "prune", "--store", dir);
    fail(2, "--json is " + dir + ", expected a file in a", "list", "--store", dir, "--json", dir);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "list", "show", "publish", "promote", "rollback", "prune", "verify"})
  void helpShouldFitATerminal(String command) {
    List<String> arguments = new ArrayList<>(List.of("--help"));
    if (!command.isEmpty()) {
      arguments.addFirst(command);
    }

    succeed(arguments.toArray(String[]::new));

    assertTrue(out.toString().startsWith("Usage: ./run models " + command), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), out.toString());
    assertFalse(out.toString().contains("null"), out.toString());
  }

  /** Publishes the version by hand and returns its id. */
  private String publish() throws IOException {
    succeed(
        "publish",
        "--store",
        store.toString(),
        "--from",
        from.toString(),
        "--json",
        json.toString());
    String id = version();
    List<String> lines = out.toString().lines().toList();
    assertEquals("published " + id + ", now the current version", lines.get(0));
    assertTrue(
        lines.get(1).startsWith("scored as one graph with its tables inside: "), lines.get(1));
    return id;
  }

  private String version() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(json)).get("version").stringValue();
  }

  private String current() throws IOException {
    return Files.readString(store.resolve("CURRENT")).strip();
  }

  private void succeed(String... arguments) {
    assertEquals(0, run(arguments), () -> out + "\n" + err);
    assertEquals("", err.toString());
  }

  private void fail(int exitCode, String message, String... arguments) {
    assertEquals(exitCode, run(arguments), () -> out + "\n" + err);
    assertTrue(err.toString().contains(message), () -> message + " is not in " + err);
    assertTrue(
        err.toString().lines().allMatch(line -> line.matches("(./run models|failed)[: ].*")),
        err::toString);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Models.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static List<String> names(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
