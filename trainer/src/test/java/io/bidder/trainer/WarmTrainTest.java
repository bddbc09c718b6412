package io.bidder.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.settings.command.Commands;
import io.bidder.trainer.fitting.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code train --warm} as a data scientist runs it, on a log of two halves and held-out rows.
 * Clicks need two features at once, and the second half has values that the first has not.
 */
final class WarmTrainTest {
  private static final int HALF_ROWS = 8000;
  private static final int HELD_OUT_ROWS = 8000;

  private static final String SCHEMA =
      """
      name: shop
      log:
        labels: {click: click, conversion: bought}
      features:
        - {name: colour, kind: categorical, buckets: 64}
        - {name: shape, kind: categorical, buckets: 64, side: candidate}
        - {name: size, kind: numeric}
      """;

  @TempDir private Path directory = Path.of("");

  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void writeLogs() throws IOException {
    Files.writeString(directory.resolve("schema.yaml"), SCHEMA);
    Random random = new Random(7);
    write("first.csv", HALF_ROWS, 4, random);
    write("second.csv", HALF_ROWS, 6, random);
    write("held-out.csv", HELD_OUT_ROWS, 6, random);
  }

  @Test
  void warmShouldPredictAsWellAsTrainingOnBothHalvesWithAThirdOfTheWork() throws IOException {
    train("store", "first.csv", "--schema", "--name", "first");
    JsonNode both =
        train(
            "both", "first.csv,second.csv,held-out.csv", "--schema", "--valid-fraction", "0.3333");
    JsonNode warm = train("store", "second.csv,held-out.csv", "--warm", "--valid-fraction", "0.5");
    JsonNode unwarmed = evaluate("store", "first");

    for (String head : List.of("ctr", "ctcvr")) {
      double normalizedEntropy = normalizedEntropy(warm, head);
      double ofBoth = normalizedEntropy(both, head);
      assertTrue(
          normalizedEntropy < 1.01 * ofBoth, head + ": " + normalizedEntropy + ", " + ofBoth);
    }
    double stale = normalizedEntropy(unwarmed, "ctr");
    assertTrue(
        stale > 1.01 * normalizedEntropy(both, "ctr"), "what is new does not matter: " + stale);
    assertTrue(rowsSeen(warm) < rowsSeen(both) / 3, rowsSeen(warm) + ", both " + rowsSeen(both));
  }

  @Test
  void warmShouldSayWhereItStartedAndKeepTheNameWhenPublished() throws IOException {
    String first = trainFirst().get("version").asString();
    JsonNode warm = train("store", "second.csv", "--warm");

    Manifest manifest = current().manifest();
    assertEquals("first", manifest.name());
    assertEquals(first, manifest.parent());
    assertEquals(first, manifest.training().get("startedFrom"));
    assertEquals(first, warm.at("/settings/went on from").asString());
    assertTrue(manifest.files().containsKey(TrainingState.FILE));
    assertEquals(open(first).manifest().schema(), manifest.schema());
    assertEquals(2 * HALF_ROWS, rowsLearntFrom(current()));
  }

  @Test
  void warmShouldGoOnFromTheVersionNamedWhenItIsNotTheCurrentOne() throws IOException {
    String first = trainFirst().get("version").asString();
    train("store", "second.csv", "--warm");
    train("store", "held-out.csv", "--warm", first);

    assertEquals(first, current().manifest().training().get("startedFrom"));
  }

  @Test
  void warmShouldGiveTheSameVersionWhenThreadsDiffer() throws IOException {
    String first = trainFirst().get("version").asString();
    JsonNode one = train("store", "second.csv", "--warm", first, "--threads", "1");
    byte[] state = Files.readAllBytes(current().file(TrainingState.FILE));
    JsonNode two = train("store", "second.csv", "--warm", first, "--threads", "2");

    assertEquals(one.get("heads"), two.get("heads"));
    assertTrue(Arrays.equals(state, Files.readAllBytes(current().file(TrainingState.FILE))));
  }

  @Test
  void warmShouldLearnFromRowsOfOneClassOnly() throws IOException {
    trainFirst();
    String rows = Files.readString(directory.resolve("second.csv"));
    Files.writeString(directory.resolve("second.csv"), rows.replaceAll(",1,[01]\n", ",0,0\n"));

    JsonNode warm = train("store", "second.csv", "--warm");
    assertEquals(0, warm.at("/heads/ctr/positives").asInt());
  }

  @Test
  void reportShouldWantCareWhenTheVersionHasSeenTheLog() throws IOException {
    trainFirst();
    JsonNode warm = train("store", "first.csv", "--warm");

    assertEquals("serve-with-care", warm.at("/verdict/level").asString());
    String reasons = warm.at("/verdict/reasons").toString();
    assertTrue(reasons.contains("first.csv") && reasons.contains("has seen"), reasons);
  }

  @Test
  void warmShouldRefuseOptionsThatContradictTheVersion() throws IOException {
    String first = trainFirst().get("version").asString();

    Map<String, String> contradictions =
        Map.of(
            "--arch=wide-deep", "has dlrm",
            "--dimension=9", "has 16",
            "--members=3", "has 2",
            "--batch=17", "has 64",
            "--top=5", "has [64, 32]",
            "--bottom=none", "has [64]");
    contradictions.forEach((option, has) ->
        assertRefused(
            List.of("--warm", option),
            option.substring(0, option.indexOf('=')) + " is ",
            "version " + first,
            has));
  }

  @Test
  void warmShouldRefuseASchemaWithOtherFeatures() throws IOException {
    trainFirst();
    Path other = directory.resolve("other.yaml");

    Files.writeString(other, SCHEMA.replace("kind: numeric", "kind: numeric, transform: log1p"));
    assertRefused(
        List.of("--warm", "--schema", other.toString()), "'shop': feature 3 is Numeric[name=size");
    Files.writeString(other, SCHEMA + "  - {name: click_size, kind: categorical, column: size}\n");
    assertRefused(
        List.of("--warm", "--schema", other.toString()), "feature 4", "expected no more than 3");
    Files.writeString(other, SCHEMA.replaceAll(".*name: size.*\n", ""));
    assertRefused(
        List.of("--warm", "--schema", other.toString()), "feature 3 is missing, expected Numeric");
    Files.writeString(other, SCHEMA.replace(", conversion: bought", ""));
    assertRefused(
        List.of("--warm", "--schema", other.toString()),
        "'shop' has labels for [ctr]",
        "predicts [ctr, cvr]");
  }

  @Test
  void warmShouldTakeASchemaThatOnlyNamesColumnsDifferently() throws IOException {
    trainFirst();
    Path second = directory.resolve("second.csv");
    Files.writeString(second, Files.readString(second).replace("colour", "farbe"));
    Path other = directory.resolve("other.yaml");
    Files.writeString(
        other, SCHEMA.replace("name: colour,", "name: colour, source: log.colour, column: farbe,"));

    train("store", "second.csv", "--warm", "--schema", other.toString());
  }

  @Test
  void warmShouldNameTheMissingFileWhenTheVersionHasNoState() throws IOException {
    trainFirst();
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    ModelVersion version = current();
    try (Publication publication = store.stage("without")) {
      for (String name : version.manifest().files().keySet()) {
        if (!name.equals(TrainingState.FILE)) {
          publication.add(version.file(name));
        }
      }
      Manifest old = version.manifest();
      publication.commit(
          new Manifest(
              old.formatVersion(),
              publication.id(),
              old.name(),
              publication.createdAt(),
              null,
              old.schema(),
              old.heads(),
              old.network(),
              old.tables(),
              old.calibration(),
              old.training(),
              old.metrics(),
              Map.of()));
      store.promote(publication.id());
    }

    assertRefused(List.of("--warm"), "training.bin: there is none", "--warm ID");
  }

  @Test
  void warmShouldExitWithOneLineWhenThereIsNoVersion() throws IOException {
    assertRefused(List.of("--warm"), "store: no such directory");
    train("store", "first.csv", "--schema", "--no-promote");
    assertRefused(List.of("--warm"), "no current version", "--warm ID");
    assertRefused(List.of("--warm", "no-such"), "no-such");
  }

  @Test
  void trainShouldAskForASchemaWhenThereIsNoneToTakeOver() {
    assertRefused(List.of(), "--schema is missing");
  }

  private void write(String name, int rows, int colours, Random random) throws IOException {
    StringBuilder csv = new StringBuilder("colour,shape,size,click,bought\n");
    for (int row = 0; row < rows; row++) {
      int colour = random.nextInt(colours);
      int shape = random.nextInt(4);
      double size = random.nextGaussian();
      double rate = (colour + shape) % 2 == 0 ? 0.5 : 0.05;
      if (colour >= 4) {
        rate = 0.9;
      }
      int click = random.nextDouble() < rate ? 1 : 0;
      int bought = click == 1 && random.nextDouble() < (size > 0 ? 0.6 : 0.2) ? 1 : 0;
      csv.append("c%d,s%d,%s,%d,%d\n".formatted(colour, shape, size, click, bought));
    }
    Files.writeString(directory.resolve(name), csv);
  }

  private JsonNode trainFirst() throws IOException {
    return train("store", "first.csv", "--schema", "--name", "first", "--epochs", "2");
  }

  /** Passes over rows, which is what training takes its time for. */
  private static double rowsSeen(JsonNode report) {
    return report.at("/training/rows").asDouble() * report.at("/training/epochs").asDouble();
  }

  /** Trains; {@code --schema} without a value stands for the schema. */
  private JsonNode train(String store, String logs, String... more) throws IOException {
    assertEquals(0, run(new Train(), arguments(store, logs, List.of(more))), errors.toString());
    return json("report.json");
  }

  private JsonNode evaluate(String store, String name) throws IOException {
    String id =
        new DirectoryModelStore(directory.resolve(store))
            .list().stream()
                .map(version -> version.id())
                .filter(version -> version.contains("-" + name + "-"))
                .min(String::compareTo)
                .orElseThrow();
    List<String> options = List.of("--version", id);
    assertEquals(0, run(new Evaluate(), arguments(store, "held-out.csv", options)));
    return json("report.json");
  }

  private void assertRefused(List<String> options, String... expected) {
    errors.getBuffer().setLength(0);
    assertEquals(2, run(new Train(), arguments("store", "second.csv", options)));
    String problem = errors.toString();
    for (String part : expected) {
      assertTrue(problem.contains(part), problem);
    }
    assertFalse(problem.contains("\tat "), problem);
  }

  private List<String> arguments(String store, String logs, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("--log"));
    for (String log : logs.split(",", -1)) {
      arguments.add(directory.resolve(log).toString());
    }
    arguments.addAll(List.of("--store", directory.resolve(store).toString()));
    arguments.addAll(List.of("--json", directory.resolve("report.json").toString()));
    for (int i = 0; i < more.size(); i++) {
      arguments.add(more.get(i));
      boolean bare = i + 1 == more.size() || more.get(i + 1).startsWith("--");
      if (more.get(i).equals("--schema") && bare) {
        arguments.add(directory.resolve("schema.yaml").toString());
        arguments.addAll(List.of("--members", "2"));
      }
    }
    return arguments;
  }

  private static long rowsLearntFrom(ModelVersion version) throws IOException {
    return TrainingState.read(version.file(TrainingState.FILE), version.manifest().schema())
        .model()
        .counts()
        .rows();
  }

  private ModelVersion current() {
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    return store.open(store.currentId().orElseThrow());
  }

  private ModelVersion open(String id) {
    return new DirectoryModelStore(directory.resolve("store")).open(id);
  }

  private int run(Object command, List<String> arguments) {
    return Commands.of(command)
        .setErr(new PrintWriter(errors))
        .execute(arguments.toArray(String[]::new));
  }

  private static double normalizedEntropy(JsonNode report, String head) {
    return report.at("/heads/" + head + "/normalizedEntropy").asDouble();
  }

  private JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(directory.resolve(file)));
  }
}
