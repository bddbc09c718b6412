package io.bidder.modelstore.scoring;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a version for tests, which can be changed one at a time. */
public record VersionFixture(
    Path directory,
    FeatureSchema schema,
    List<Head> heads,
    Manifest.Network network,
    List<Manifest.Table> tables,
    boolean calibration) {

  public ModelVersion version() {
    return version(directory.getFileName().toString());
  }

  public ModelVersion version(String id) {
    Map<String, Manifest.FileEntry> files = new LinkedHashMap<>();
    try (var entries = Files.list(directory)) {
      for (Path file : entries.sorted().toList()) {
        files.put(file.getFileName().toString(), new Manifest.FileEntry("", Files.size(file)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new ModelVersion(
        id,
        directory,
        new Manifest(
            Manifest.FORMAT_VERSION,
            id,
            "test",
            "2026-01-01T00:00:00Z",
            null,
            schema,
            heads,
            network,
            tables,
            calibration,
            Map.of(),
            Map.of(),
            files));
  }

  public VersionFixture withHeads(List<Head> heads) {
    return new VersionFixture(directory, schema, heads, network, tables, calibration);
  }

  public VersionFixture withInputs(List<Manifest.Input> inputs) {
    return withNetwork(new Manifest.Network(network.file(), inputs, network.outputs()));
  }

  public VersionFixture withOutputs(Manifest.Output... outputs) {
    return withNetwork(new Manifest.Network(network.file(), network.inputs(), List.of(outputs)));
  }

  public VersionFixture withNetwork(Manifest.Network network) {
    return new VersionFixture(directory, schema, heads, network, tables, calibration);
  }

  public VersionFixture withSchema(FeatureSchema schema) {
    return new VersionFixture(directory, schema, heads, network, tables, calibration);
  }

  public VersionFixture withTables(List<Manifest.Table> tables) {
    return new VersionFixture(directory, schema, heads, network, tables, calibration);
  }

  public VersionFixture withCalibrations(Calibrations calibrations) throws IOException {
    calibrations.write(directory.resolve(Calibrations.FILE));
    return new VersionFixture(directory, schema, heads, network, tables, true);
  }
}
