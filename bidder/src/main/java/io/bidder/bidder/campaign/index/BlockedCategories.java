package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.names.Categories;
import io.bidder.bidder.names.TextMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The categories of campaigns and ads in the terms of each taxonomy that a request may block some
 * in. Immutable.
 */
final class BlockedCategories {
  private static final int NO_TAXONOMY = -1;

  /** The taxonomies that some category can be told in: a few. */
  private final int[] taxonomies;

  private final InTaxonomy[] all;

  /** Of a taxonomy that none can be told in. */
  private final InTaxonomy elsewhere;

  /**
   * Campaigns and ads as a taxonomy has them.
   *
   * @param campaigns by their advertisers' categories and those above them
   * @param creatives by their own, likewise
   * @param allowed by both
   * @param leavesUncompared true if there is a category that it has no name for
   * @param declined the ads with such a category that do not bid then; null if there are none
   */
  record InTaxonomy(
      TextMap<Postings> campaigns,
      TextMap<Postings> creatives,
      AllowedCategories allowed,
      boolean leavesUncompared,
      @Nullable Postings declined) {}

  BlockedCategories(List<Campaign> campaigns, int creatives) {
    taxonomies =
        campaigns.stream()
            .mapToInt(campaign -> campaign.advertiser().categoryTaxonomy())
            .distinct()
            .boxed()
            .flatMap(taxonomy -> Categories.comparable(taxonomy).stream())
            .mapToInt(Integer::intValue)
            .distinct()
            .toArray();
    all =
        Arrays.stream(taxonomies)
            .mapToObj(taxonomy -> inTaxonomy(taxonomy, campaigns, creatives))
            .toArray(InTaxonomy[]::new);
    elsewhere = inTaxonomy(NO_TAXONOMY, campaigns, creatives);
  }

  /** The categories in the terms of a taxonomy. Allocates nothing. */
  InTaxonomy in(int taxonomy) {
    for (int i = 0; i < taxonomies.length; i++) {
      if (taxonomies[i] == taxonomy) {
        return all[i];
      }
    }
    return elsewhere;
  }

  /** Longs that {@link AllowedCategories#mark} needs, in whatever taxonomy. */
  int scratchWords() {
    return Math.max(
        elsewhere.allowed.words(),
        Arrays.stream(all).mapToInt(in -> in.allowed.words()).max().orElse(0));
  }

  private static InTaxonomy inTaxonomy(int taxonomy, List<Campaign> campaigns, int creatives) {
    Map<String, IntArrayList> byCategory = new LinkedHashMap<>();
    Map<String, IntArrayList> adsByCategory = new LinkedHashMap<>();
    AllowedCategories.Builder allowed = new AllowedCategories.Builder(taxonomy);
    IntArrayList declined = new IntArrayList();
    boolean leavesUncompared = false;
    int ad = 0;
    for (int c = 0; c < campaigns.size(); c++) {
      Advertiser advertiser = campaigns.get(c).advertiser();
      int own = advertiser.categoryTaxonomy();
      AllowedCategories.add(Categories.in(taxonomy, advertiser.categories(), own), c, byCategory);
      for (Creative creative : campaigns.get(c).creatives()) {
        AllowedCategories.add(
            Categories.in(taxonomy, creative.categories(), own), ad, adsByCategory);
        List<String> categories = creative.allCategories(advertiser);
        allowed.add(ad, categories, own);
        if (categories.stream().anyMatch(of -> Categories.in(taxonomy, of, own).isEmpty())) {
          leavesUncompared = true;
          if (!advertiser.bidsUncompared()) {
            declined.addInt(ad);
          }
        }
        ad++;
      }
    }
    return new InTaxonomy(
        Dimension.postings(byCategory, campaigns.size(), true),
        Dimension.postings(adsByCategory, creatives, true),
        allowed.build(creatives),
        leavesUncompared,
        declined.isEmpty() ? null : Postings.of(declined, creatives));
  }
}
