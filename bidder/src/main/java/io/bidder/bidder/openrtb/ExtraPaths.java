package io.bidder.bidder.openrtb;

import java.util.List;
import java.util.Set;

/**
 * Paths of request fields that {@link BidRequest} has no place for but a model's feature reads,
 * such as {@code imp.ext.visibility}. Immutable.
 */
public final class ExtraPaths {
  private static final ExtraPaths NONE = new ExtraPaths(List.of());

  private final List<String> paths;

  private ExtraPaths(List<String> paths) {
    this.paths = paths;
  }

  public static ExtraPaths none() {
    return NONE;
  }

  /** The paths, in alphabetical order. */
  public static ExtraPaths of(Set<String> paths) {
    return paths.isEmpty() ? NONE : new ExtraPaths(paths.stream().sorted().toList());
  }

  public List<String> paths() {
    return paths;
  }

  /** The path's index, or -1. */
  public int indexOf(String path) {
    return paths.indexOf(path);
  }
}
