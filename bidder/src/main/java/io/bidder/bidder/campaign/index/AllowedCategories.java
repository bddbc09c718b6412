package io.bidder.bidder.campaign.index;

import io.bidder.bidder.names.Categories;
import io.bidder.bidder.names.TextMap;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.TextList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/**
 * The categories of ads and their advertisers as one taxonomy has them, so that a list of those
 * allowed is held against each category once and not against every ad. Immutable.
 */
final class AllowedCategories {
  /** The numbers of categories that are a category or below it, by that. */
  private final TextMap<Postings> below;

  /** The ads in each category. */
  private final Postings[] ads;

  private final Postings withoutCategory;

  private AllowedCategories(TextMap<Postings> below, Postings[] ads, Postings withoutCategory) {
    this.below = below;
    this.ads = ads;
    this.withoutCategory = withoutCategory;
  }

  /** The number of longs that the categories take as bits. */
  int words() {
    return Bits.words(ads.length);
  }

  /**
   * Marks the ads that are in a category which is not allowed, or in none.
   *
   * @param scratch of {@link #words} at least
   */
  void mark(TextList allowed, long[] scratch, long[] blocked) {
    Arrays.fill(scratch, 0);
    for (int i = 0; i < allowed.size(); i++) {
      Postings categories = below.get(allowed.get(i));
      if (categories != null) {
        categories.addTo(scratch);
      }
    }
    for (int category = 0; category < ads.length; category++) {
      if (!Bits.get(scratch, category)) {
        ads[category].addTo(blocked);
      }
    }
    withoutCategory.addTo(blocked);
  }

  /** Adds a member to categories and to those above them. */
  static void add(List<String> categories, int member, Map<String, IntArrayList> byCategory) {
    for (String category : categories) {
      String folded = Texts.fold(category);
      addTo(folded, member, byCategory);
      for (int dash = folded.indexOf('-'); dash >= 0; dash = folded.indexOf('-', dash + 1)) {
        addTo(folded.substring(0, dash), member, byCategory);
      }
    }
  }

  private static void addTo(String key, int member, Map<String, IntArrayList> byKey) {
    Dimension.add(byKey.computeIfAbsent(key, _ -> new IntArrayList()), member);
  }

  /** Gathers ads in ascending order. */
  static final class Builder {
    private final int taxonomy;
    private final Map<String, IntArrayList> adsByCategory = new LinkedHashMap<>();

    /** What each category is in the taxonomy. */
    private final Map<String, List<String>> told = new LinkedHashMap<>();

    private final IntArrayList without = new IntArrayList();

    Builder(int taxonomy) {
      this.taxonomy = taxonomy;
    }

    /** Adds an ad, whose categories may be of another taxonomy. */
    void add(int ad, List<String> categories, int ofTaxonomy) {
      for (String category : categories) {
        String key = ofTaxonomy + " " + Texts.fold(category);
        told.computeIfAbsent(key, _ -> Categories.in(taxonomy, category, ofTaxonomy));
        Dimension.add(adsByCategory.computeIfAbsent(key, _ -> new IntArrayList()), ad);
      }
      if (categories.isEmpty()) {
        Dimension.add(without, ad);
      }
    }

    AllowedCategories build(int allAds) {
      Map<String, IntArrayList> below = new LinkedHashMap<>();
      int number = 0;
      for (String category : adsByCategory.keySet()) {
        AllowedCategories.add(told.getOrDefault(category, List.of()), number++, below);
      }
      return new AllowedCategories(
          Dimension.postings(below, number, true),
          adsByCategory.values().stream()
              .map(ads -> Postings.of(ads, allAds))
              .toArray(Postings[]::new),
          Postings.of(without, allAds));
    }
  }
}
