package io.bidder.modelstore.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Networks that PyTorch exported, with golden rows of its own, through the command to the scorer.
 * {@code export.py} beside them says how they were made.
 */
class PublishExportTest {
  private static final int ROWS = 500;

  @TempDir private Path directory = Path.of("");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private static Path export(String name) {
    return Path.of("src/test/resources/pytorch").resolve(name);
  }

  private ModelVersion publish(Path from, String... options) throws IOException {
    out.getBuffer().setLength(0);
    Path store = directory.resolve("store");
    List<String> arguments =
        new ArrayList<>(
            List.of("publish", "--from", from.toString(), "--store", store.toString(), "--json"));
    arguments.add(directory.resolve("result.json").toString());
    arguments.addAll(List.of(options));
    int exitCode =
        Models.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    assertEquals(0, exitCode, err::toString);
    return new DirectoryModelStore(store).open(result().get("version").stringValue());
  }

  private JsonNode result() throws IOException {
    return JsonMapper.shared().readTree(Files.readString(directory.resolve("result.json")));
  }

  @ParameterizedTest
  @CsvSource({
    "dlrm, 5",
    "dlrm-dynamo, 5",
    "dlrm-dynamo-plain, 5",
    "dlrm-by-index, 5",
    "deepfm, 4",
    "wide-deep, 4"
  })
  void publishShouldMoveTablesOutAndSplitWhenPytorchExportedTheGraph(String name, int tables)
      throws IOException {
    ModelVersion rewritten = publish(export(name));

    List<String> lines = out.toString().lines().toList();
    assertTrue(
        lines.get(1).startsWith("moved " + tables + " tables out of the graph: "), lines.get(1));
    assertEquals("scored as two graphs: once an impression, once a candidate", lines.get(2));
    assertTrue(lines.get(3).startsWith("reproduces 16 golden rows, off by at most "), lines.get(3));
    assertTrue(result().get("goldenDifference").doubleValue() < 1e-5, result()::toString);
    ModelVersion brought = publish(export(name), "--as-is");
    assertTrue(
        out.toString().contains("scored as one graph with its tables inside: --as-is"),
        out::toString);
    assertEquals(
        -1, Files.mismatch(export(name).resolve("model.onnx"), brought.file("model.onnx")));
    assertSameScores(brought, rewritten);
  }

  private static void assertSameScores(ModelVersion brought, ModelVersion rewritten) {
    FeatureSchema schema = brought.manifest().schema();
    assertEquals(schema, rewritten.manifest().schema());
    EncodedRows rows = rows(schema);
    ImpRows imps = new ImpRows(ROWS);
    for (int row = 0; row < ROWS; row += 9) {
      imps.add(row);
    }
    Predictions expected = new Predictions(ROWS);
    Predictions got = new Predictions(ROWS);
    try (ScoringModel whole = ScoringModel.open(brought, ScoringOptions.defaults());
        ScoringModel split = ScoringModel.open(rewritten, ScoringOptions.defaults());
        ScoringWorker one = whole.newWorker();
        ScoringWorker other = split.newWorker()) {
      assertFalse(whole.isSplit());
      assertTrue(split.isSplit());
      one.score(rows, imps, expected);
      other.score(rows, imps, got);
    }
    assertEquals(0, got.invalid());
    for (int row = 0; row < ROWS; row++) {
      assertTrue(GoldenCheck.reproduces(expected.ctr()[row], got.ctr()[row]), "row " + row);
    }
  }

  /** Rows as the encoder writes them. */
  private static EncodedRows rows(FeatureSchema schema) {
    Random random = new Random(11);
    EncodedRows rows = new EncodedRows(schema, ROWS);
    rows.size(ROWS);
    int at = 0;
    for (int row = 0; row < ROWS; row++) {
      for (Feature.Embedded feature : schema.embedded()) {
        int used = feature.slots() == 1 ? 1 : random.nextInt(feature.slots() + 1);
        for (int slot = 0; slot < feature.slots(); slot++) {
          int id = 1 + random.nextInt(feature.tableRows() - 1);
          rows.ids()[at++] = slot < used ? id : used == 0 && slot == 0 ? 0 : -1;
        }
      }
      for (int i = 0; i < rows.numericCount(); i++) {
        rows.numerics()[row * rows.numericCount() + i] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  @Test
  void publishShouldMakeGoldenRowsOfTheGraphAsItWasBroughtWhenItHasNone() throws IOException {
    Path from = copy(export("dlrm"));
    Files.delete(from.resolve("golden.jsonl"));

    ModelVersion version = publish(from);

    assertTrue(
        out.toString().contains("reproduces 64 golden rows made of the graph as it was brought"),
        out::toString);
    assertNotNull(version.manifest().files().get("golden.jsonl"));
    assertFalse(Files.exists(from.resolve("golden.jsonl")));
  }

  @Test
  void publishShouldLeaveOneGraphWithoutTablesWhenToldNotToSplit() throws IOException {
    ModelVersion version = publish(export("dlrm"), "--no-split");

    assertTrue(out.toString().contains("moved 5 tables"), out::toString);
    assertTrue(out.toString().contains("scored as one graph: --no-split"), out::toString);
    assertEquals(5, version.manifest().tables().size());
  }

  private Path copy(Path from) throws IOException {
    Path to = Files.createDirectory(directory.resolve("mine"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
    return to;
  }
}
