package io.bidder.trainer.version;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.table.TablesWriter;
import io.bidder.trainer.fitting.FittedModel;
import io.bidder.trainer.network.ServedGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a fitted model's graph and tables.
 *
 * @param network what the manifest says of the graph
 * @param tables the tables outside it; empty when they are inside
 */
public record VersionFiles(Manifest.Network network, List<Manifest.Table> tables) {
  public static final String TABLES = "tables.bin";

  /**
   * Writes the graph, and the tables beside it.
   *
   * @param type of the tables' values
   */
  public static VersionFiles tablesOutside(
      FittedModel model, Manifest.TableType type, Path directory) {
    ServedGraph graph = model.tablesOutside();
    write(graph, directory);
    List<Feature.Embedded> features = model.schema().embedded();
    if (features.isEmpty()) {
      return new VersionFiles(graph.network(), List.of());
    }
    List<Manifest.Table> tables = new ArrayList<>();
    FileWrites.write(
        directory.resolve(TABLES),
        file -> {
          try (TablesWriter writer = new TablesWriter(file)) {
            for (int f = 0; f < features.size(); f++) {
              int feature = f;
              writer.add(
                  features.get(f).name(),
                  features.get(f).tableRows(),
                  model.dimension(),
                  type,
                  (row, into) -> model.row(feature, Math.toIntExact(row), into, 0));
            }
            tables.addAll(writer.finish());
          }
        });
    return new VersionFiles(graph.network(), List.copyOf(tables));
  }

  /**
   * Writes the graph with the tables inside.
   *
   * @throws IllegalArgumentException if a feature is a bag
   */
  public static VersionFiles tablesInside(FittedModel model, Path directory) {
    ServedGraph graph = model.tablesInside();
    write(graph, directory);
    return new VersionFiles(graph.network(), List.of());
  }

  private static void write(ServedGraph graph, Path directory) {
    FileWrites.write(directory.resolve(ServedGraph.FILE), file -> Files.write(file, graph.bytes()));
  }
}
