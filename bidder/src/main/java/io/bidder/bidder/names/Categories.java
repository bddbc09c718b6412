package io.bidder.bidder.names;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Categories of one taxonomy as another has them, by their numbers in {@code cattax} (AdCOM's list
 * "Category Taxonomies"): of those, the Content Taxonomies 1.0 and 2.0 are told in each other's
 * terms, by {@code categories.tsv}.
 */
public final class Categories {
  /** IAB Tech Lab's Content Taxonomy 1.0. */
  public static final int CONTENT_1_0 = 1;

  /** IAB Tech Lab's Content Taxonomy 2.0. */
  public static final int CONTENT_2_0 = 2;

  private static final Map<String, List<String>> SECOND_BY_FIRST = new HashMap<>();
  private static final Map<String, List<String>> FIRST_BY_SECOND = new LinkedHashMap<>();
  private static final Map<String, List<String>> WITH_THOSE_ABOVE = new HashMap<>();

  static {
    for (String[] row : Table.rows("categories.tsv", 2)) {
      List<String> second = List.of(row[1].split("\\|", -1));
      SECOND_BY_FIRST.put(Texts.fold(row[0]), second);
      FIRST_BY_SECOND.computeIfAbsent(second.getFirst(), _ -> new ArrayList<>()).add(row[0]);
      for (int i = 0; i < second.size(); i++) {
        WITH_THOSE_ABOVE.put(second.get(i), second.subList(i, second.size()));
      }
    }
  }

  private Categories() {}

  /** The taxonomies in whose terms categories of one can be told, itself first. */
  public static List<Integer> comparable(int taxonomy) {
    return switch (taxonomy) {
      case CONTENT_1_0 -> List.of(CONTENT_1_0, CONTENT_2_0);
      case CONTENT_2_0 -> List.of(CONTENT_2_0, CONTENT_1_0);
      default -> List.of(taxonomy);
    };
  }

  /**
   * What a category of one taxonomy is in another, with the categories above it unless its own name
   * tells them, as {@code IAB1-2} does; nothing if that is not known.
   */
  public static List<String> in(int taxonomy, String category, int ofTaxonomy) {
    if (taxonomy == ofTaxonomy) {
      return taxonomy == CONTENT_2_0
          ? WITH_THOSE_ABOVE.getOrDefault(category, List.of(category))
          : List.of(category);
    }
    String folded = Texts.fold(category);
    if (ofTaxonomy == CONTENT_1_0 && taxonomy == CONTENT_2_0) {
      return SECOND_BY_FIRST.getOrDefault(folded, List.of());
    }
    if (ofTaxonomy == CONTENT_2_0 && taxonomy == CONTENT_1_0) {
      return FIRST_BY_SECOND.getOrDefault(folded, List.of());
    }
    return List.of();
  }

  /** The same of several categories. */
  public static List<String> in(int taxonomy, List<String> categories, int ofTaxonomy) {
    return categories.stream()
        .flatMap(category -> in(taxonomy, category, ofTaxonomy).stream())
        .distinct()
        .toList();
  }
}
