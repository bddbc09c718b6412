package io.bidder.modelstore.publishing;

import io.bidder.modelstore.Checksums;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.modelstore.onnx.split.GraphSplitter;
import io.bidder.modelstore.onnx.split.GraphSplitter.NotSplit;
import io.bidder.modelstore.onnx.split.GraphSplitter.SplitGraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Splits the network of a version in the making into two graphs, so that what an impression's
 * candidates have in common is computed once. A network that is not understood stays whole.
 */
public final class VersionSplitter {
  private VersionSplitter() {}

  /**
   * A version, and whether its network is split.
   *
   * @param version with a split network, or as it was
   * @param whyNot why the network stays whole, in words; null if it is split
   */
  public record Outcome(ModelVersion version, @Nullable String whyNot) {
    public boolean isSplit() {
      return whyNot == null;
    }
  }

  /**
   * Writes the two graphs beside the version's own and names them in its manifest. In float32 they
   * are held against the whole graph on made-up rows, and against the version's golden file if it
   * is there; in int8 that is not done, since how much they may differ only labelled rows can tell.
   *
   * @param version complete but for this; its manifest's files need not be listed yet, and are
   *     listed after if they were before
   * @throws InvalidVersionException if the version cannot be opened as it is
   * @throws ModelStoreException if the graphs cannot be written
   * @throws IOException if the version cannot be read
   */
  public static Outcome split(ModelVersion version, Precision precision) throws IOException {
    Manifest manifest = version.manifest();
    Manifest.Network network = manifest.network().withSplit(null);
    Path graph = version.file(network.file());
    if (!Files.isRegularFile(graph)) {
      throw new InvalidVersionException(graph + " is missing, expected the version's graph");
    }
    return switch (GraphSplitter.split(
        Files.readAllBytes(graph), manifest.schema(), network, manifest.tables(), precision)) {
      case NotSplit not -> new Outcome(version, not.reason());
      case SplitGraphs graphs -> written(version, network, graphs);
    };
  }

  private static Outcome written(ModelVersion version, Manifest.Network network, SplitGraphs graphs)
      throws IOException {
    Manifest.Split split = graphs.split();
    Path request = version.file(split.requestFile());
    Path candidate = version.file(split.candidateFile());
    FileWrites.write(request, file -> Files.write(file, graphs.request()));
    FileWrites.write(candidate, file -> Files.write(file, graphs.candidate()));
    Manifest manifest = version.manifest().withNetwork(network.withSplit(split));
    if (!manifest.files().isEmpty()) {
      Map<String, Manifest.FileEntry> files = new TreeMap<>(manifest.files());
      files.put(split.requestFile(), Checksums.of(request));
      files.put(split.candidateFile(), Checksums.of(candidate));
      manifest = manifest.withFiles(files);
    }
    ModelVersion made = new ModelVersion(version.id(), version.directory(), manifest);
    if (split.precision() == Precision.FLOAT32) {
      String difference = RewriteCheck.difference(made, made, "the two graphs it would be");
      if (difference != null) {
        Files.delete(request);
        Files.delete(candidate);
        return new Outcome(version, difference);
      }
    }
    return new Outcome(made, null);
  }
}
