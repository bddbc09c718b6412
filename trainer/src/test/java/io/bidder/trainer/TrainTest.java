package io.bidder.trainer;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ExitCode;
import io.bidder.trainer.fitting.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands as a data scientist runs them, on a log whose clicks need two features at once. */
class TrainTest {
  private static final int ROWS = 4000;

  private static final String SCHEMA =
      """
      log:
        labels: {click: click, conversion: bought}
      features:
        - {name: colour, kind: categorical}
        - {name: shape, kind: categorical, side: candidate}
        - {name: size, kind: numeric}
      """;

  /** The same where the colour is the person's. */
  private static final String OF_PERSONS =
      SCHEMA.replace("{name: colour,", "{name: colour, source: user.ext.colour,");

  @TempDir private Path directory = Path.of("");

  private final StringWriter errors = new StringWriter();
  private Path log = Path.of("");
  private Path schema = Path.of("");

  @BeforeEach
  void writeLog() throws IOException {
    log = directory.resolve("log.csv");
    schema = directory.resolve("schema.yaml");
    Files.writeString(schema, SCHEMA);
    Random random = new Random(7);
    StringBuilder csv = new StringBuilder("colour,shape,size,click,bought\n");
    for (int row = 0; row < ROWS; row++) {
      int colour = random.nextInt(4);
      int shape = random.nextInt(4);
      double size = random.nextGaussian();
      // No colour and no shape alone says anything: the pair does.
      double rate = (colour + shape) % 2 == 0 ? 0.6 : 0.05;
      int click = random.nextDouble() < rate ? 1 : 0;
      int bought = click == 1 && random.nextDouble() < (size > 0 ? 0.6 : 0.2) ? 1 : 0;
      csv.append("c%d,s%d,%s,%d,%d\n".formatted(colour, shape, size, click, bought));
    }
    Files.writeString(log, csv);
  }

  @Test
  void evaluateShouldRepeatPublishedFiguresWhenTheVersionHasNotSeenTheirRows() throws IOException {
    Files.writeString(schema, OF_PERSONS);
    JsonNode trained = train("--no-refit");
    JsonNode evaluated = evaluate();

    assertEquals(trained.get("heads"), evaluated.get("heads"));
    assertEquals(trained.get("baselines"), evaluated.get("baselines"));
    assertEquals(ROWS / 5, evaluated.get("rows").asInt());
    assertEquals(trained.get("slice"), evaluated.get("slice"));
    assertFalse(evaluated.get("verdict").toString().contains("has seen"), evaluated.toString());
  }

  @Test
  void evaluateShouldWantCareWhenTheVersionHasSeenTheRows() throws IOException {
    JsonNode trained = train();
    JsonNode evaluated = evaluate();

    assertEquals(ROWS / 5, evaluated.get("rows").asInt());
    assertNotEquals(trained.get("heads"), evaluated.get("heads"));
    assertFalse(trained.get("verdict").toString().contains("has seen"), trained.toString());
    assertEquals("serve-with-care", evaluated.at("/verdict/level").asString());
    assertTrue(
        evaluated.at("/verdict/reasons").toString().contains("has seen log.csv"),
        evaluated.toString());
  }

  @Test
  void servedVersionShouldKnowTheNewestRowsThatItsReportIsOn() throws IOException {
    int trainingRows = ROWS * 8 / 10;
    Random random = new Random(11);
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    for (int row = 1 + trainingRows; row <= ROWS; row += 2) {
      lines.set(row, rowOfANewColour(random));
    }
    Files.write(log, lines);
    JsonNode without = train("--no-refit", "--force");
    JsonNode with = train("--force");

    Manifest manifest = current();
    assertEquals(ROWS / 5, with.get("rows").asInt());
    assertEquals(trainingRows, with.at("/training/rows").asInt());
    assertEquals(ROWS, with.at("/training/servedRows").asInt());
    assertEquals(ROWS, recorded(manifest, "servedRows"));
    assertEquals(ROWS / 5, recorded(manifest, "validRows"));
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    TrainingState state =
        TrainingState.read(store.open(manifest.id()).file(TrainingState.FILE), manifest.schema());
    assertEquals(ROWS, state.model().counts().rows());

    lines = new ArrayList<>(List.of(lines.getFirst()));
    for (int row = 0; row < 400; row++) {
      lines.add(rowOfANewColour(random));
    }
    log = Files.write(directory.resolve("later.csv"), lines);
    double known = evaluate().at("/heads/ctr/logLoss").asDouble();
    double unknown =
        evaluate("--version", without.get("version").asString())
            .at("/heads/ctr/logLoss")
            .asDouble();
    assertTrue(known < 0.8 * unknown, known + ", without the newest rows " + unknown);
  }

  private static int recorded(Manifest manifest, String name) {
    return ((Number) requireNonNull(manifest.training().get(name))).intValue();
  }

  private static String rowOfANewColour(Random random) {
    int click = random.nextDouble() < 0.9 ? 1 : 0;
    return "new,s%d,%s,%d,0".formatted(random.nextInt(4), random.nextGaussian(), click);
  }

  @Test
  void figuresShouldBeTheSameWhenTheLogsWordsAreTranslated() throws IOException {
    JsonNode plain = train("--no-refit");
    Files.writeString(
        log, Files.readString(log).replaceAll(",1,", ",yes,").replaceAll(",0,", ",no,"));
    Files.writeString(schema, SCHEMA + "columns: {click: {values: {yes: 1, no: 0}}}\n");

    assertEquals(plain.get("heads"), train("--no-refit").get("heads"));
    JsonNode evaluated = evaluate();
    assertEquals(plain.get("heads"), evaluated.get("heads"));
    // Nobody knows which rows of a log without time are the newest.
    String last = "the last 20.0 % of the rows in file order (the log has no time)";
    assertTrue(plain.get("slice").asString().startsWith(last), plain::toString);
    assertTrue(evaluated.get("slice").asString().startsWith(last), evaluated::toString);
  }

  @Test
  void trainShouldPublishASplitVersionAndSaySo() throws IOException {
    JsonNode trained = train();

    Manifest manifest = current();
    Manifest.Split split = requireNonNull(manifest.network().split());
    assertEquals(Manifest.Precision.FLOAT32, split.precision());
    assertTrue(manifest.files().keySet().containsAll(List.of("model.onnx", "golden.jsonl")));
    String scored = trained.at("/settings/scored").asString();
    assertTrue(scored.startsWith("once an impression and once a candidate, float32"), scored);
    assertEquals(scored, evaluate().at("/settings/scored").asString());
  }

  @Test
  void evaluateShouldRepeatPublishedFiguresWhenInt8WasWanted() throws IOException {
    JsonNode trained = train("--precision", "int8", "--top", "256,128", "--no-refit");

    // Whichever it became: what is published is what the report is of, and why stands in both.
    boolean int8 =
        requireNonNull(current().network().split()).precision() == Manifest.Precision.INT8;
    String scored = trained.at("/settings/scored").asString();
    assertTrue(scored.contains(int8 ? "int8, which changes" : "float32, as int8 changes"), scored);
    assertTrue(scored.contains("ctr AUC ") && scored.contains("; ctcvr AUC "), scored);
    assertEquals(trained.get("heads"), evaluate().get("heads"));
  }

  @Test
  void trainShouldFindTheCrossWhenRegressionCannot() throws IOException {
    Files.writeString(schema, OF_PERSONS);
    JsonNode report = train();

    double model = report.at("/heads/ctr/normalizedEntropy").asDouble();
    double regression =
        report.at("/baselines/logistic-regression/ctr/normalizedEntropy").asDouble();
    assertTrue(regression > 0.98, "regression " + regression);
    assertTrue(model < 0.92, "model " + model);

    // Of a person whose colour must not be known nothing can be told, and no more is.
    JsonNode unknown = report.at("/baselines/without-person/ctr");
    assertTrue(unknown.get("normalizedEntropy").asDouble() > 0.97, unknown::toString);
    assertTrue(unknown.get("normalizedEntropy").asDouble() < 1.02, unknown::toString);
    assertEquals(1, unknown.get("predictedOverActual").asDouble(), 0.1, unknown::toString);
  }

  @Test
  void trainShouldGiveTheSameFiguresWhenThreadsDiffer() throws IOException {
    JsonNode one = train("--threads", "1");
    JsonNode three = train("--threads", "3");

    assertEquals(one.get("heads"), three.get("heads"));
    assertFalse(one.get("heads").equals(train("--seed", "2").get("heads")), "seed 2");
  }

  @Test
  void trainShouldFindTheCrossWhenProductsGoStraightToTheLogits() throws IOException {
    String[] options = {"--top", "none", "--bottom", "4", "--final-rate", "0.05", "--no-refit"};
    JsonNode report = train(options);

    double model = report.at("/heads/ctr/normalizedEntropy").asDouble();
    assertTrue(model < 0.92, "model " + model);
    assertEquals(report.get("heads"), train(options).get("heads"));
  }

  @Test
  void trainShouldLearnFromMoreRowsWhenItRefits() throws IOException {
    JsonNode refitted = train();
    JsonNode once = train("--no-refit");

    assertEquals(ROWS * 8 / 10, refitted.at("/training/rows").asInt());
    assertTrue(once.at("/training/rows").asInt() < ROWS * 7 / 10);
    // Calibration is settled before: on what the first fit predicts for rows it did not see.
    assertEquals(calibration(refitted), calibration(once));
  }

  private JsonNode calibration(JsonNode report) throws IOException {
    return json("store/versions/" + report.get("version").asString() + "/calibration.json");
  }

  @ParameterizedTest
  @CsvSource({"dlrm", "wide-deep"})
  void tablesInsideShouldScoreAsTablesOutside(String architecture) throws IOException {
    JsonNode outside = train("--arch", architecture);
    JsonNode inside = train("--arch", architecture, "--tables-inside");

    for (String head : List.of("ctr", "ctcvr")) {
      for (String figure : List.of("logLoss", "auc", "predictedOverActual")) {
        String path = "/heads/" + head + "/" + figure;
        assertEquals(outside.at(path).asDouble(), inside.at(path).asDouble(), 1e-6, path);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"float16, 0.0005", "int8, 0.005"})
  void smallerTablesShouldCostLittleWhenQuantised(String type, double bound) throws IOException {
    JsonNode exact = train();
    JsonNode small = train("--table-type", type);

    for (String figure : List.of("auc", "normalizedEntropy", "predictedOverActual")) {
      String path = "/heads/ctr/" + figure;
      assertEquals(exact.at(path).asDouble(), small.at(path).asDouble(), bound, path);
    }
  }

  @Test
  void publishedVersionShouldBeCurrentUnlessToldNotTo() throws IOException {
    String first = train().get("version").asString();
    train("--no-promote");

    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    assertEquals(first, store.currentId().orElseThrow());
    assertEquals(2, store.list().size());
    assertTrue(Files.exists(directory.resolve("store/reports/" + first + ".html")));
  }

  @Test
  void versionShouldBePublishedButNotPromotedWhenItIsNotWorthServing() throws IOException {
    String good = train().get("version").asString();
    // In the newest rows, which the report is on, all is the other way round.
    List<String> lines = Files.readAllLines(log);
    for (int row = 1 + ROWS * 8 / 10; row < lines.size(); row++) {
      String[] cells = lines.get(row).split(",", -1);
      cells[0] = "c" + (1 + cells[0].charAt(1) - '0') % 4;
      lines.set(row, String.join(",", cells));
    }
    Files.write(log, lines);

    assertEquals(ExitCode.NOT_PROMOTED, run(new Train(), trainArguments()), errors.toString());

    JsonNode report = json("trained.json");
    String bad = report.get("version").asString();
    assertEquals("do-not-serve", report.at("/verdict/level").asString());
    assertTrue(report.at("/verdict/reasons/0").asString().contains("log-loss above that of"));
    assertTrue(
        errors.toString().contains("NOT promoted, as the report says not to serve it: " + good),
        errors.toString());
    assertTrue(errors.toString().contains("./run models promote " + bad), errors.toString());
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    assertEquals(good, store.currentId().orElseThrow());
    assertEquals(2, store.list().size());

    String forced = train("--force").get("version").asString();
    assertEquals(forced, store.currentId().orElseThrow());
  }

  @Test
  void trainShouldExitWithOneLineWhenOnlyOneClassIsThere() throws IOException {
    Files.writeString(log, Files.readString(log).replaceAll(",1,[01]\n", ",0,0\n"));

    assertRefused(1, "head ctr");
  }

  @Test
  void trainShouldExitWithOneLineWhenTheSchemaNamesAnUnknownColumn() throws IOException {
    Files.writeString(schema, SCHEMA.replace("name: size", "name: siez"));

    assertRefused(2, "siez");
  }

  @Test
  void trainShouldWarnOfSourcesThatNoBidHas() throws IOException {
    Files.writeString(
        schema, SCHEMA.replace("kind: numeric", "kind: numeric, source: geo.size, column: size"));

    JsonNode warnings = train().get("warnings");

    List<String> expected =
        List.of(
            "feature 'size' reads geo.size, which no bid has",
            "features 'colour', 'shape' read log.colour, log.shape, which no bid has");
    for (String warning : expected) {
      assertTrue(warnings.toString().contains(warning), warnings.toString());
      assertTrue(errors.toString().contains("warning: " + warning), errors.toString());
    }
  }

  @Test
  void trainShouldExitWithALineForEachSourceThatNoBidHasWhenStrict() throws IOException {
    Files.writeString(
        schema,
        SCHEMA
            .replace("{name: colour,", "{name: colour, source: site.domian, column: colour,")
            .replace("{name: shape,", "{name: shape, source: creative.shape, column: shape,")
            .replace("{name: size,", "{name: size, source: geo.city, column: size,"));

    assertRefused(2, "site.domian, which no bid has, did you mean site.domain?", "--strict");
    assertEquals(2, errors.toString().lines().count(), errors.toString());
    assertTrue(errors.toString().contains("did you mean user.geo.city or device.geo.city?"));
  }

  @Test
  void evaluateShouldWritePredictionsOfEveryRowWhenAsked() throws IOException {
    train();
    Path predictions = directory.resolve("predictions.csv");
    List<String> arguments = new ArrayList<>(evaluateArguments());
    arguments.addAll(List.of("--all-rows", "--predictions", predictions.toString()));

    assertEquals(0, run(new Evaluate(), arguments), errors.toString());

    List<String> lines = Files.readAllLines(predictions);
    assertEquals("row,ctr,cvr,ctcvr,click,conversion", lines.getFirst());
    assertEquals(ROWS + 1, lines.size());
    String[] last = lines.getLast().split(",", -1);
    assertEquals(String.valueOf(ROWS - 1), last[0]);
    assertEquals(
        Double.parseDouble(last[3]),
        Double.parseDouble(last[1]) * Double.parseDouble(last[2]),
        1e-6);
    assertTrue(Files.readAllLines(log).getLast().endsWith("," + last[4] + "," + last[5]));
  }

  @Test
  void evaluateShouldExitWithOneLineWhenThereIsNoVersion() {
    assertEquals(2, run(new Evaluate(), evaluateArguments()));
    assertEquals(1, errors.toString().lines().count(), errors.toString());
  }

  private void assertRefused(int code, String expected, String... more) {
    assertEquals(code, run(new Train(), trainArguments(more)), errors.toString());
    assertTrue(errors.toString().contains(expected), errors.toString());
    assertFalse(errors.toString().contains("\tat "), errors.toString());
    assertFalse(Files.exists(directory.resolve("store/CURRENT")));
  }

  private Manifest current() {
    DirectoryModelStore store = new DirectoryModelStore(directory.resolve("store"));
    return store.open(store.currentId().orElseThrow()).manifest();
  }

  private JsonNode train(String... more) throws IOException {
    assertEquals(0, run(new Train(), trainArguments(more)), errors.toString());
    return json("trained.json");
  }

  private JsonNode evaluate(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(evaluateArguments());
    arguments.addAll(List.of(more));
    assertEquals(0, run(new Evaluate(), arguments), errors.toString());
    return json("evaluated.json");
  }

  private List<String> trainArguments(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--log", log.toString(), "--schema", schema.toString()));
    arguments.addAll(List.of("--store", directory.resolve("store").toString()));
    arguments.addAll(List.of("--json", directory.resolve("trained.json").toString()));
    arguments.addAll(List.of("--members", "2", "--epochs", "15"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private List<String> evaluateArguments() {
    return List.of(
        "--log",
        log.toString(),
        "--store",
        directory.resolve("store").toString(),
        "--json",
        directory.resolve("evaluated.json").toString());
  }

  private int run(Object command, List<String> arguments) {
    return Commands.of(command)
        .setErr(new PrintWriter(errors))
        .execute(arguments.toArray(String[]::new));
  }

  private JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(directory.resolve(file)));
  }
}
