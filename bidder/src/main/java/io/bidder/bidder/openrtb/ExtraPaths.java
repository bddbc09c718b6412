package io.bidder.bidder.openrtb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Paths of request fields that {@link BidRequest} has no place for but a model's feature reads,
 * such as {@code imp.ext.visibility}. Immutable.
 *
 * <p>A path leads through objects, and through arrays of objects as if they were one. One under
 * {@code site.}, {@code app.} or {@code dooh.} means that object only, and has no values where the
 * request is about another. The path of a field that a {@link BidRequest} has a place for has none
 * either.
 */
public final class ExtraPaths {
  private static final ExtraPaths NONE = new ExtraPaths(List.of());

  private final List<String> paths;
  private final Node root = new Node();

  /** A step of a path. */
  public static final class Node {
    private final Map<String, Node> children = new HashMap<>();

    private int path = -1;

    /** Index of the path that ends here, or -1. */
    public int path() {
      return path;
    }

    public boolean isLeaf() {
      return children.isEmpty();
    }

    public @Nullable Node child(String name) {
      return children.get(name);
    }
  }

  private ExtraPaths(List<String> paths) {
    this.paths = paths;
    for (int i = 0; i < paths.size(); i++) {
      Node node = root;
      for (String step : paths.get(i).split("\\.", -1)) {
        node = node.children.computeIfAbsent(step, name -> new Node());
      }
      node.path = i;
    }
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

  /** The step that every path begins at; null if there are no paths. */
  public @Nullable Node root() {
    return paths.isEmpty() ? null : root;
  }
}
