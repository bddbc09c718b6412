package io.bidder.modelstore.publishing;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.onnx.lift.LiftedTable;
import io.bidder.modelstore.onnx.lift.TableLifter;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.table.EmbeddingTables;
import io.bidder.modelstore.table.TablesWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves the embedding tables of a version in the making out of its graph to {@code tables.bin},
 * from where they are memory-mapped and gathered without ONNX Runtime. A network that is not
 * understood stays as it was brought.
 */
public final class VersionLifter {
  /** Golden rows made of a graph whose maker brought none. */
  private static final int GOLDEN_ROWS = 64;

  private VersionLifter() {}

  /**
   * Figures of tables that were moved.
   *
   * @param tables moved, one a feature
   * @param tableBytes of {@code tables.bin}
   * @param graphBytesBefore of the graph with its tables inside
   * @param graphBytes of the graph that is left
   * @param goldenMade whether the golden file was made of the graph as it was brought
   */
  public record Lift(
      int tables, long tableBytes, long graphBytesBefore, long graphBytes, boolean goldenMade) {}

  /**
   * A version, and what became of its tables.
   *
   * @param version with its tables outside, or as it was
   * @param lift null if no table was moved
   * @param whyNot why the tables stay inside the graph, in words; null if they do not, or there are
   *     none
   */
  public record Outcome(ModelVersion version, @Nullable Lift lift, @Nullable String whyNot) {}

  /**
   * Replaces the version's graph by one without tables and writes these beside it. Both the made-up
   * rows of a check and the golden file, which is made of the graph as it was brought if it is not
   * there, must be reproduced; otherwise nothing is changed.
   *
   * @param version complete but for this; its manifest's files are not listed yet
   * @throws InvalidVersionException if the version as it is cannot be opened or does not reproduce
   *     its golden file
   * @throws IOException if the files cannot be written
   */
  public static Outcome lift(ModelVersion version) throws IOException {
    Manifest manifest = version.manifest();
    Manifest.Network network = manifest.network();
    if (network.inputs().stream().noneMatch(i -> i.role() == Manifest.InputRole.IDS)) {
      return new Outcome(version, null, null);
    }
    Path graph = version.file(network.file());
    if (!Files.isRegularFile(graph)) {
      throw new InvalidVersionException(graph + " is missing, expected the version's graph");
    }
    Path tables = version.file(EmbeddingTables.FILE);
    if (Files.exists(tables)) {
      return new Outcome(version, null, "the version has a " + EmbeddingTables.FILE);
    }
    return switch (TableLifter.lift(Files.readAllBytes(graph), manifest.schema(), network)) {
      case TableLifter.NotLifted not -> new Outcome(version, null, not.reason());
      case TableLifter.Lifted lifted -> lifted(version, lifted);
    };
  }

  private static Outcome lifted(ModelVersion version, TableLifter.Lifted lifted)
      throws IOException {
    Manifest manifest = version.manifest();
    Path graph = version.file(manifest.network().file());
    Path rewritten = version.file("lifted-" + manifest.network().file());
    Path tables = version.file(EmbeddingTables.FILE);
    Path golden = version.file(GoldenCheck.FILE);
    byte @Nullable [] goldenBrought = Files.exists(golden) ? Files.readAllBytes(golden) : null;
    boolean done = false;
    try {
      reproduceOrMakeGolden(version);
      GoldenCheck.clearUnusedSlots(golden, manifest.schema());
      Files.write(rewritten, lifted.model());
      Manifest made = manifest.withTables(write(tables, lifted.tables()));
      Manifest.Network network = lifted.network();
      Manifest.Network beside =
          new Manifest.Network(
              rewritten.getFileName().toString(), network.inputs(), network.outputs());
      String difference =
          RewriteCheck.difference(
              version,
              new ModelVersion(version.id(), version.directory(), made.withNetwork(beside)),
              "the graph and the tables outside it");
      if (difference != null) {
        return new Outcome(version, null, difference);
      }
      Lift lift =
          new Lift(
              lifted.tables().size(),
              Files.size(tables),
              Files.size(graph),
              Files.size(rewritten),
              goldenBrought == null);
      Files.move(rewritten, graph, StandardCopyOption.REPLACE_EXISTING);
      done = true;
      return new Outcome(
          new ModelVersion(version.id(), version.directory(), made.withNetwork(network)),
          lift,
          null);
    } catch (IllegalArgumentException e) {
      // A table's value or a golden row's probability is not finite.
      return new Outcome(version, null, String.valueOf(e.getMessage()));
    } finally {
      if (!done) {
        Files.deleteIfExists(rewritten);
        Files.deleteIfExists(tables);
        Files.deleteIfExists(golden);
        if (goldenBrought != null) {
          Files.write(golden, goldenBrought);
        }
      }
    }
  }

  private static List<Manifest.Table> write(Path file, List<LiftedTable> tables)
      throws IOException {
    try (TablesWriter writer = new TablesWriter(file)) {
      List<Manifest.Table> written = new ArrayList<>();
      for (LiftedTable table : tables) {
        written.add(
            writer.add(
                table.feature(),
                table.rows(),
                table.dimension(),
                Manifest.TableType.FLOAT32,
                table::read));
      }
      writer.finish();
      return written;
    }
  }

  /** Has the graph as it was brought reproduce the golden file, or make it if there is none. */
  private static void reproduceOrMakeGolden(ModelVersion version) throws IOException {
    Path golden = version.file(GoldenCheck.FILE);
    try (ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults())) {
      if (Files.exists(golden)) {
        GoldenCheck.reproduce(model);
      } else {
        EncodedRows rows = MadeUpRows.of(version.manifest().schema(), GOLDEN_ROWS);
        GoldenCheck.write(golden, model, rows);
      }
    }
  }
}
