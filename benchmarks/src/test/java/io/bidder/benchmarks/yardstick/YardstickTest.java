package io.bidder.benchmarks.yardstick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class YardstickTest {
  private static final int ROWS = 4_000;
  private static final int JUDGED_ROWS = 800;

  private static final String SCHEMA =
      """
      name: small
      log:
        labels: {click: click, conversion: bought}
        never: [p_click, p_bought]
      features:
        - {name: colour, kind: categorical}
        - {name: size, kind: numeric}
      """;

  @TempDir private Path directory = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private Path log = Path.of("");
  private Path schema = Path.of("");
  private double judgedTruth;
  private int judgedClicks;

  @BeforeEach
  void writeLog() throws IOException {
    log = directory.resolve("log.csv");
    schema = directory.resolve("schema.yaml");
    Files.writeString(schema, SCHEMA);
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("colour,size,click,bought,p_click,p_bought\n");
    for (int row = 0; row < ROWS; row++) {
      boolean red = random.nextBoolean();
      double size = random.nextGaussian();
      double click = red == size > 0 ? 0.6 : 0.05;
      double sold = 0.5;
      boolean clicked = random.nextDouble() < click;
      boolean bought = clicked && random.nextDouble() < sold;
      csv.append(red ? "red" : "blue").append(',').append(size).append(',');
      csv.append(clicked ? 1 : 0).append(',').append(bought ? 1 : 0).append(',');
      csv.append(click).append(',').append(click * sold).append('\n');
      if (row >= ROWS - JUDGED_ROWS) {
        judgedTruth += click;
        judgedClicks += clicked ? 1 : 0;
      }
    }
    Files.writeString(log, csv);
  }

  @Test
  void yardstickShouldSetXgboostBetweenBaseRateAndTruth() throws IOException {
    Path json = directory.resolve("figures.json");

    int exit =
        run("--truth-ctr", "p_click", "--truth-ctcvr", "p_bought", "--json", json.toString());

    assertEquals(0, exit, errors::toString);
    JsonNode heads = JsonMapper.shared().readTree(json.toFile()).get("heads");
    for (String head : new String[] {"ctr", "ctcvr"}) {
      double baseRate = heads.at("/" + head + "/base rate/normalizedEntropy").asDouble();
      double xgboost = heads.at("/" + head + "/xgboost/normalizedEntropy").asDouble();
      double truth = heads.at("/" + head + "/truth/normalizedEntropy").asDouble();
      assertEquals(1, baseRate, 0.01);
      assertTrue(xgboost < 0.95 && truth < xgboost + 0.01, () -> head + ": " + heads);
    }
    assertEquals(1, heads.at("/ctr/truth/predictedOverTrue").asDouble(), 1e-6);
    assertEquals(judgedClicks, heads.at("/ctr/xgboost/positives").asInt());
    assertEquals(
        judgedTruth / judgedClicks, heads.at("/ctr/truth/predictedOverActual").asDouble(), 1e-6);
    String text = out.toString();
    assertTrue(
        text.contains("ctr: %d of 800 rows are positive".formatted(judgedClicks))
            && text.contains("trees of depth"),
        text);
  }

  @Test
  void yardstickShouldLeaveTheTruthOutWhenTheLogHasNone() {
    int exit = run();

    assertEquals(0, exit, errors::toString);
    assertFalse(out.toString().contains("truth"), out::toString);
  }

  @Test
  void yardstickShouldSayThatThereIsNothingToLearnWhenTrainingRowsHaveOneLabel()
      throws IOException {
    Files.writeString(
        log, Files.readString(log).replaceAll("(?m)^((?:red|blue),[^,]*),[01],[01],", "$1,0,0,"));

    int exit = run();

    assertEquals(0, exit);
    assertTrue(
        errors.toString().contains("ctr: no xgboost: all training rows have one label"),
        errors::toString);
  }

  @Test
  void yardstickShouldExitWithOneLineWhenInputIsBad() throws IOException {
    Path store = Files.createDirectory(directory.resolve("store"));
    assertRefused("--valid-fraction is 1.0, expected more than 0", "--valid-fraction", "1");
    assertRefused("--version is 17, expected --store beside it", "--version", "17");
    assertRefused("column 'nowhere'", "--truth-ctr", "nowhere");
    assertRefused("no current version", "--store", store.toString());
    assertRefused("expected a model store", "--store", store.resolve("missing").toString());
    log = directory.resolve("missing.csv");
    assertRefused("missing.csv");
  }

  private void assertRefused(String message, String... options) {
    errors.getBuffer().setLength(0);
    int exit = run(options);
    assertEquals(2, exit, errors::toString);
    assertTrue(errors.toString().contains(message), errors::toString);
    assertFalse(errors.toString().contains("\tat "), errors::toString);
  }

  private int run(String... options) {
    CommandLine command =
        Yardstick.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(errors, true));
    String[] arguments = new String[options.length + 7];
    String[] common = {
      "--log", log.toString(), "--schema", schema.toString(), "--quick", "--threads", "1"
    };
    System.arraycopy(common, 0, arguments, 0, common.length);
    System.arraycopy(options, 0, arguments, common.length, options.length);
    return command.execute(arguments);
  }
}
