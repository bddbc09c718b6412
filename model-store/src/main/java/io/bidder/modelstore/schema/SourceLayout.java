package io.bidder.modelstore.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The places of each source's raw values in {@link RawValues}. Sources are numbered in order of
 * first use, so that equal schemas have equal layouts.
 */
final class SourceLayout {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> indexByName = new HashMap<>();

  /** Most values kept of each source. */
  final int[] limits;

  /** First hash of each source in the hash array, or -1 where no feature reads a hash. */
  final int[] hashFrom;

  /** Position of each source in the number array, or -1 where no feature reads a number. */
  final int[] numberAt;

  /** Sources of campaign or creative that no request-side feature reads. */
  final int[] candidateSources;

  /** Sources of one impression. */
  final int[] impSources;

  final int hashCount;
  final int numberCount;

  SourceLayout(FeatureSchema schema) {
    for (Feature feature : schema.features()) {
      String source = sourceOf(feature);
      if (!source.isEmpty()) {
        indexByName.computeIfAbsent(
            SourcePaths.canonical(source),
            name -> {
              names.add(name);
              return names.size() - 1;
            });
      }
    }
    // A path is looked up as its sender wrote it: both positions lead to the one source.
    SourcePaths.canonicalBySynonym()
        .forEach((synonym, canonical) -> {
          Integer index = indexByName.get(canonical);
          if (index != null) {
            indexByName.put(synonym, index);
          }
        });
    int sources = names.size();
    limits = new int[sources];
    hashFrom = new int[sources];
    numberAt = new int[sources];
    boolean[] request = new boolean[sources];
    boolean[] hashed = new boolean[sources];
    boolean[] number = new boolean[sources];
    Arrays.fill(limits, 1);
    for (Feature feature : schema.features()) {
      int source = indexOf(sourceOf(feature));
      if (source < 0) {
        continue;
      }
      request[source] |= feature.side() == Side.REQUEST;
      switch (feature) {
        case Feature.Categorical single -> hashed[source] = true;
        case Feature.Bag bag -> {
          hashed[source] = true;
          limits[source] = Math.max(limits[source], bag.maxValues());
        }
        case Feature.Bucketised cut -> number[source] = true;
        case Feature.Numeric numeric -> number[source] = true;
        case Feature.Cross cross -> {}
      }
    }
    int hashes = 0;
    int numbers = 0;
    int candidates = 0;
    int[] candidate = new int[sources];
    for (int source = 0; source < sources; source++) {
      hashFrom[source] = hashed[source] ? hashes : -1;
      hashes += hashed[source] ? limits[source] : 0;
      numberAt[source] = number[source] ? numbers : -1;
      numbers += number[source] ? 1 : 0;
      if (!request[source] && SourcePaths.isOfCandidate(names.get(source))) {
        candidate[candidates++] = source;
      }
    }
    hashCount = hashes;
    numberCount = numbers;
    candidateSources = Arrays.copyOf(candidate, candidates);
    impSources =
        IntStream.range(0, sources).filter(s -> SourcePaths.isOfImp(names.get(s))).toArray();
  }

  List<String> names() {
    return List.copyOf(names);
  }

  int size() {
    return names.size();
  }

  int indexOf(String path) {
    Integer index = indexByName.get(path);
    return index == null ? -1 : index;
  }

  /** The source that a feature reads, or the empty string for a cross. */
  static String sourceOf(Feature feature) {
    return switch (feature) {
      case Feature.Categorical single -> single.source();
      case Feature.Bag bag -> bag.source();
      case Feature.Bucketised cut -> cut.source();
      case Feature.Numeric numeric -> numeric.source();
      case Feature.Cross cross -> "";
    };
  }
}
