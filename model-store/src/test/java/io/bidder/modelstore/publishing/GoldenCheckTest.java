package io.bidder.modelstore.publishing;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest.Output;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.MlpFixture;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.VersionFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenCheckTest {
  @TempDir Path directory;
  private VersionFixture fixture;
  private Path golden;

  @BeforeEach
  void write() throws IOException {
    fixture = new MlpFixture(1).write(directory.resolve("v1"));
    golden = fixture.directory().resolve(GoldenCheck.FILE);
  }

  private static void writeGolden(VersionFixture fixture) throws IOException {
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults())) {
      GoldenCheck.write(
          fixture.directory().resolve(GoldenCheck.FILE), model, MlpFixture.rows(20, 1));
    }
  }

  private void verify() {
    GoldenCheck.verify(fixture.version(), ScoringOptions.defaults());
  }

  private void assertRefused(UnaryOperator<String> change, String... parts) throws IOException {
    List<String> lines = Files.readAllLines(golden);
    lines.set(4, change.apply(lines.get(4)));
    Files.write(golden, lines);
    assertFails(InvalidVersionException.class, this::verify, parts);
    assertFails(InvalidVersionException.class, this::verify, golden.toString(), "line 5");
  }

  @Test
  void verifyShouldPassWhenTheVersionReproducesWhatWasWritten() throws IOException {
    writeGolden(fixture);
    verify();
    assertEquals(20, Files.readAllLines(golden).size());
  }

  @Test
  void verifyShouldReadWhatOtherToolsWrite() throws IOException {
    writeGolden(fixture);
    String good = Files.readString(golden);
    Files.writeString(golden, "\uFEFF" + good.replace("\n", "\r\n"));
    verify();

    byte[] latin = good.replaceFirst("\n", "\n\u00E9").getBytes(StandardCharsets.ISO_8859_1);
    Files.write(golden, latin);
    assertFails(
        InvalidVersionException.class,
        this::verify,
        golden.toString(),
        "line 2, column 1: byte 0xE9 is no UTF-8");
  }

  @Test
  void verifyShouldPassWhenTheManifestListsNoGoldenFile() {
    verify();
  }

  @Test
  void verifyShouldPassWhenAHeadIsAbsent() throws IOException {
    fixture =
        fixture
            .withHeads(List.of(Head.CTR))
            .withOutputs(new Output(MlpFixture.LOGITS, Head.CTR, OutputForm.LOGIT, 0));
    writeGolden(fixture);
    assertTrue(Files.readString(golden).contains("\"cvr\":null"));
    verify();
    assertRefused(line -> line.replace("\"cvr\":null", "\"cvr\":0.5"), "head cvr", "0.5", "NaN");
  }

  @Test
  void verifyShouldFailWhenTheTablesOrWeightsAreOthers() throws IOException {
    writeGolden(fixture);
    VersionFixture other = new MlpFixture(2).write(directory.resolve("other"));
    Files.copy(golden, other.directory().resolve(GoldenCheck.FILE));
    assertFails(
        InvalidVersionException.class,
        () -> GoldenCheck.verify(other.version(), ScoringOptions.defaults()),
        "golden.jsonl, line 1",
        "head ctr: expected ",
        "got ");
  }

  @Test
  void verifyShouldNameTheLineWhenAValueIsNotReproducedOrMissing() throws IOException {
    writeGolden(fixture);
    String good = Files.readString(golden);
    assertRefused(
        line -> line.replaceFirst("\"ctcvr\":[^}]*", "\"ctcvr\":0.9"),
        "head ctcvr: expected 0.9, got 0.");
    Files.writeString(golden, good);
    assertRefused(line -> line.replaceFirst("\"ctr\":[^,]*,", ""), "ctr is missing, got 0.");
    Files.writeString(golden, good);
    assertRefused(
        line -> line.replaceFirst("\"ctr\":[^,]*,", "\"ctr\":\"x\","), "head ctr: expected \"x\"");
  }

  @Test
  void verifyShouldNameTheFieldWhenALineIsBroken() throws IOException {
    writeGolden(fixture);
    String good = Files.readString(golden);
    assertRefused(line -> line.substring(0, 30), "not valid JSON");
    Files.writeString(golden, good);
    assertRefused(line -> line.replace("\"ids\":[", "\"ids\":[1,"), "ids is 10 values", "of 9");
    Files.writeString(golden, good);
    assertRefused(line -> line.replace("\"ids\"", "\"idz\""), "ids is null");
    Files.writeString(golden, good);
    assertRefused(
        line -> line.replaceFirst("\"ids\":\\[[0-9]+", "\"ids\":[41"), "'site'", "id 41", "0..40");
    Files.writeString(golden, good);
    assertRefused(line -> line.replaceFirst("\"ids\":\\[[0-9]+", "\"ids\":[0.5"), "ids[0] is 0.5");
    Files.writeString(golden, good);
    assertRefused(
        line -> line.replaceFirst("\"numerics\":\\[[^,]+", "\"numerics\":[true"),
        "numerics[0] is true");
  }

  @Test
  void verifyShouldFailWhenTheFileIsEmptyOrMissing() throws IOException {
    writeGolden(fixture);
    Files.write(golden, List.of());
    assertFails(InvalidVersionException.class, this::verify, "golden.jsonl is empty");
    var listed = fixture.version();
    Files.delete(golden);
    assertFails(
        InvalidVersionException.class,
        () -> GoldenCheck.verify(listed, ScoringOptions.defaults()),
        "golden.jsonl is missing, but manifest.json lists it");
  }

  @Test
  void writeShouldRefuseWhenARowHasNoProbability() throws IOException {
    EncodedRows rows = MlpFixture.rows(3, 1);
    rows.numerics()[2] = Float.NaN;
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults())) {
      assertFails(
          IllegalArgumentException.class,
          () -> GoldenCheck.write(golden, model, rows),
          "golden row 1 has no probability");
      assertFails(
          IllegalArgumentException.class,
          () -> GoldenCheck.write(golden, model, new EncodedRows(MlpFixture.SCHEMA, 1)),
          "0 golden rows");
    }
    assertFalse(Files.exists(golden));
  }

  @Test
  void reproducesShouldHoldRareProbabilitiesToTheirOwnSize() {
    assertTrue(GoldenCheck.reproduces(0.5, 0.500014));
    assertFalse(GoldenCheck.reproduces(0.5, 0.500016));
    assertTrue(GoldenCheck.reproduces(2e-5, 2.001e-5 - 1e-9));
    assertFalse(GoldenCheck.reproduces(2e-5, 2.1e-5));
    assertFalse(GoldenCheck.reproduces(2e-5, Double.NaN));
    assertFalse(GoldenCheck.reproduces(Double.NaN, 2e-5));
  }
}
