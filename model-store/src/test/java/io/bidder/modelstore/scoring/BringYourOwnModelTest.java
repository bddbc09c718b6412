package io.bidder.modelstore.scoring;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Output;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.RawValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/howto/bring-your-own-model.md to its promises, with its own manifest and ids. */
class BringYourOwnModelTest {
  private static final double TOLERANCE = 1e-6;

  @TempDir Path directory;
  private String howto;
  private Manifest draft;
  private DlrmExportFixture dlrm;
  private VersionFixture fixture;

  @BeforeEach
  void write() throws IOException {
    howto = Files.readString(repository().resolve("docs/howto/bring-your-own-model.md"));
    Path manifest = directory.resolve("manifest.json");
    Files.writeString(manifest, found("```json\\n(.*?)```"));
    draft = ManifestJson.readDraft(manifest);
    dlrm = new DlrmExportFixture(draft.schema(), 5);
    Path version = Files.createDirectory(directory.resolve("v1"));
    Files.write(version.resolve("model.onnx"), dlrm.logits());
    fixture =
        new VersionFixture(
            version, draft.schema(), draft.heads(), draft.network(), draft.tables(), false);
  }

  private static Path repository() {
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("docs/howto"))) {
        return at;
      }
    }
    throw new AssertionError("no docs/howto above " + start);
  }

  private String found(String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(howto);
    assertTrue(matcher.find(), () -> pattern + " is not in the how-to");
    return matcher.group(1);
  }

  private EncodedRows rows(int count, long seed) {
    FeatureSchema schema = draft.schema();
    Random random = new Random(seed);
    EncodedRows rows = new EncodedRows(schema, count);
    rows.size(count);
    int at = 0;
    for (int r = 0; r < count; r++) {
      for (Feature.Embedded feature : schema.embedded()) {
        boolean bag = feature instanceof Feature.Bag;
        int used = bag ? random.nextInt(feature.slots() + 1) : 1;
        for (int s = 0; s < feature.slots(); s++) {
          int id =
              bag
                  ? 1 + random.nextInt(feature.tableRows() - 1)
                  : random.nextInt(feature.tableRows());
          rows.ids()[at++] = s < used ? id : s == 0 ? 0 : -1;
        }
      }
    }
    for (int i = 0; i < count * rows.numericCount(); i++) {
      rows.numerics()[i] = (float) random.nextGaussian();
    }
    return rows;
  }

  private void assertPlainNetwork(ScoringModel model, EncodedRows rows) {
    Predictions out = new Predictions(rows.size());
    try (ScoringWorker worker = model.newWorker()) {
      worker.score(rows, 0, rows.size(), out);
    }
    assertEquals(0, out.invalid());
    for (int i = 0; i < rows.size(); i++) {
      double ctr = dlrm.probability(rows, i, 0);
      double cvr = dlrm.probability(rows, i, 1);
      assertEquals(ctr, out.ctr()[i], TOLERANCE);
      assertEquals(cvr, out.cvr()[i], TOLERANCE);
      assertEquals(ctr * cvr, out.ctcvr()[i], TOLERANCE);
    }
  }

  @Test
  void scoreShouldEqualThePlainNetworkWhenTheHowtosVersionIsPublished() throws IOException {
    EncodedRows rows = rows(300, 1);
    ModelStore store = new DirectoryModelStore(directory.resolve("store"));
    String id;
    try (Publication publication = store.stage(draft.name())) {
      publication.add(fixture.directory().resolve("model.onnx"));
      Files.write(publication.directory().resolve(GoldenCheck.FILE), golden(rows(20, 2)));
      id =
          publication.commit(
              draft.withIdentity(publication.id(), publication.createdAt(), publication.parent()),
              version -> GoldenCheck.verify(version, ScoringOptions.defaults()));
    }
    try (ScoringModel model = ScoringModel.open(store.open(id), ScoringOptions.defaults())) {
      GoldenCheck.verify(model);
      assertPlainNetwork(model, rows);
    }
  }

  /** As the how-to writes it: the maker's own double precision outputs, unused slots 0. */
  private List<String> golden(EncodedRows rows) {
    return java.util.stream.IntStream.range(0, rows.size())
        .mapToObj(row -> {
          int[] ids = new int[rows.slotCount()];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = Math.max(0, rows.ids()[row * ids.length + i]);
          }
          double ctr = dlrm.probability(rows, row, 0);
          double cvr = dlrm.probability(rows, row, 1);
          return "{\"ids\": %s, \"numerics\": [%s], \"ctr\": %s, \"cvr\": %s, \"ctcvr\": %s}"
              .formatted(java.util.Arrays.toString(ids), rows.numerics()[row], ctr, cvr, ctr * cvr);
        })
        .toList();
  }

  @Test
  void scoreShouldEqualThePlainNetworkWhenOutputsAreProbabilitiesInAColumn() throws IOException {
    Files.write(fixture.directory().resolve("model.onnx"), dlrm.probabilities());
    VersionFixture probabilities =
        fixture.withOutputs(
            new Output("ctr", Head.CTR, OutputForm.PROBABILITY, 0),
            new Output("cvr", Head.CVR, OutputForm.PROBABILITY, 0));
    try (ScoringModel model =
        ScoringModel.open(probabilities.version(), ScoringOptions.defaults())) {
      assertPlainNetwork(model, rows(100, 3));
    }
  }

  @Test
  void openShouldNameTheIdsWhenATableInsideIsTooShort() throws IOException {
    Files.write(fixture.directory().resolve("model.onnx"), dlrm.shortTable());
    assertFails(
        InvalidVersionException.class,
        () -> ScoringModel.open(fixture.version(), ScoringOptions.defaults()).close(),
        "the graph fails on 7 rows with ids 0 and the last of each table",
        "site 20000",
        "creative_x_site 50000");
  }

  @Test
  void openShouldShowWhatIsExpectedWhenTheManifestNamesFewerSlots() {
    List<Manifest.Input> inputs = draft.network().inputs();
    Manifest.Input ids = inputs.get(1);
    VersionFixture fewer =
        fixture.withInputs(
            List.of(
                inputs.getFirst(),
                new Manifest.Input(ids.tensor(), ids.role(), List.of("site", "segments"))));
    assertFails(
        InvalidVersionException.class,
        () -> ScoringModel.open(fewer.version(), ScoringOptions.defaults()).close(),
        "tensor 'ids' with role ids and 2 features",
        "expected to be int64 [rows, 9], the graph has int64 [rows, 12]",
        "outputs {ctr float32 [rows], cvr float32 [rows]}");
  }

  @Test
  void scoreShouldNameTheFeatureWhenAnIdIsOutsideItsTable() {
    EncodedRows rows = rows(5, 4);
    rows.ids()[2 * rows.slotCount() + 1] = 25;
    try (ScoringModel model = ScoringModel.open(fixture.version(), ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(rows, 0, 5, new Predictions(5)),
          "'hour'",
          "row 2",
          "id 25",
          "0..24");
    }
  }

  @Test
  void howtosIdsShouldBeTheEncodersIds() {
    FeatureEncoder encoder = new FeatureEncoder(draft.schema());
    RawValues raw = new RawValues(draft.schema());
    raw.putText(raw.source("site.domain"), "example.com");
    raw.putText(raw.source("creative.id"), "creative-7");
    EncodedRows rows = new EncodedRows(draft.schema(), 1);
    rows.size(1);
    encoder.encode(raw, rows, 0);
    assertEquals(number("\"example.com\"\\), 20_000\\) == ([0-9_]+)"), rows.ids()[0]);
    assertEquals(
        number("\"example.com\"\\)\\), 50_000\\) == ([0-9_]+)"), rows.ids()[rows.slotCount() - 1]);
  }

  private int number(String pattern) {
    return Integer.parseInt(found(pattern).replace("_", ""));
  }
}
