package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.rules.CreativeRules;
import io.bidder.bidder.names.Categories;
import io.bidder.bidder.names.TextMap;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.TextList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Finds the campaigns and ads that a request's block lists hit. They may have thousands of entries,
 * so each entry is looked up, rather than each ad held against all of them. Immutable.
 */
final class Blocks {
  private static final int NO_TAXONOMY = -1;

  /** Keyed by the advertiser's domain and every domain above it. */
  private final TextMap<Postings> campaignsByDomain;

  /** Keyed by taxonomy, then by category and those above it. */
  private final Map<Integer, TextMap<Postings>> campaignsByCategory;

  private final Map<Integer, TextMap<Postings>> creativesByCategory;

  /** By the taxonomy of a request, of ads and their advertisers. */
  private final Map<Integer, InTaxonomy> inTaxonomy = new TreeMap<>();

  /** In a taxonomy that no category can be told in. */
  private final InTaxonomy elsewhere;

  /**
   * All ads, as a taxonomy has them.
   *
   * @param uncompared true if there is a category that it has no name for
   * @param declined the ads with such categories which then do not bid
   */
  private record InTaxonomy(AllowedCategories allowed, boolean uncompared, Postings declined) {}

  private final TextMap<Postings> creativesByBundle;

  /** The languages that ads are in, folded and without regions, each with its ads. */
  private final String[] languages;

  private final Postings[] creativesByLanguage;

  Blocks(List<Campaign> campaigns, int creatives) {
    Map<String, IntArrayList> byDomain = new LinkedHashMap<>();
    Map<Integer, Map<String, IntArrayList>> byCategory = new LinkedHashMap<>();
    Map<Integer, Map<String, IntArrayList>> adsByCategory = new LinkedHashMap<>();
    Map<String, IntArrayList> adsByBundle = new LinkedHashMap<>();
    Map<String, IntArrayList> adsByLanguage = new LinkedHashMap<>();
    int creative = 0;
    for (int c = 0; c < campaigns.size(); c++) {
      Advertiser advertiser = campaigns.get(c).advertiser();
      addDomains(advertiser.host(), c, byDomain);
      addCategories(advertiser, advertiser.categories(), c, byCategory);
      for (Creative ad : campaigns.get(c).creatives()) {
        addCategories(advertiser, ad.categories(), creative, adsByCategory);
        if (!ad.bundle().isEmpty()) {
          add(ad.app(), creative, adsByBundle);
        }
        for (String language : ad.languages()) {
          int end = Texts.primaryLanguageEnd(language);
          add(Texts.fold(language.substring(0, end)), creative, adsByLanguage);
        }
        creative++;
      }
    }
    campaignsByDomain = Dimension.postings(byDomain, campaigns.size(), true);
    for (int taxonomy : byCategory.keySet()) {
      inTaxonomy.put(taxonomy, inTaxonomy(taxonomy, campaigns, creatives));
    }
    elsewhere = inTaxonomy(NO_TAXONOMY, campaigns, creatives);
    campaignsByCategory = byTaxonomy(byCategory, campaigns.size());
    creativesByCategory = byTaxonomy(adsByCategory, creatives);
    creativesByBundle = Dimension.postings(adsByBundle, creatives, false);
    languages = adsByLanguage.keySet().toArray(String[]::new);
    creativesByLanguage =
        adsByLanguage.values().stream()
            .map(ads -> Postings.of(ads, creatives))
            .toArray(Postings[]::new);
  }

  void remove(BidRequest request, Eligible eligible) {
    removeAll(request.badv, campaignsByDomain, eligible);
    removeAll(request.bcat, campaignsByCategory.get(request.cattax), eligible);
  }

  /**
   * Marks the blocked ads of advertisers that are not themselves blocked, and the ads in other
   * languages or categories than those allowed.
   *
   * @param scratch of {@link #scratchWords}
   * @param blocked cleared first if anything is marked
   * @return whether anything is marked
   */
  boolean mark(BidRequest request, long[] scratch, long[] blocked) {
    boolean marked = markAll(request.bcat, creativesByCategory.get(request.cattax), blocked, false);
    marked = markAll(request.bapp, creativesByBundle, blocked, marked);
    InTaxonomy categories = inTaxonomy.getOrDefault(request.cattax, elsewhere);
    if (!request.bcat.isEmpty() && categories.uncompared) {
      mark(categories.declined, blocked, marked);
      marked = true;
    }
    if (!request.acat.isEmpty()) {
      if (!marked) {
        Arrays.fill(blocked, 0);
      }
      categories.allowed.mark(request.acat, scratch, blocked);
      marked = true;
    }
    if (!request.wlang.isEmpty()) {
      for (int i = 0; i < languages.length; i++) {
        if (!CreativeRules.languageAllowed(languages[i], request.wlang)) {
          mark(creativesByLanguage[i], blocked, marked);
          marked = true;
        }
      }
    }
    return marked;
  }

  /** Longs that {@link #mark} writes into meanwhile. */
  int scratchWords() {
    return Math.max(
        elsewhere.allowed.words(),
        inTaxonomy.values().stream().mapToInt(all -> all.allowed.words()).max().orElse(0));
  }

  /** Tells whether a category of ads cannot be held against those that the request blocks. */
  boolean leavesUncompared(BidRequest request) {
    return !request.bcat.isEmpty() && inTaxonomy.getOrDefault(request.cattax, elsewhere).uncompared;
  }

  private static InTaxonomy inTaxonomy(int taxonomy, List<Campaign> campaigns, int creatives) {
    AllowedCategories.Builder allowed = new AllowedCategories.Builder(taxonomy);
    IntArrayList declined = new IntArrayList();
    boolean uncompared = false;
    int creative = 0;
    for (Campaign campaign : campaigns) {
      Advertiser advertiser = campaign.advertiser();
      int own = advertiser.categoryTaxonomy();
      for (Creative ad : campaign.creatives()) {
        List<String> categories = ad.allCategories(advertiser);
        allowed.add(creative, categories, own);
        if (categories.stream().anyMatch(c -> Categories.in(taxonomy, c, own).isEmpty())) {
          uncompared = true;
          if (!advertiser.bidsUncompared()) {
            declined.addInt(creative);
          }
        }
        creative++;
      }
    }
    return new InTaxonomy(allowed.build(creatives), uncompared, Postings.of(declined, creatives));
  }

  private static void removeAll(
      TextList entries, @Nullable TextMap<Postings> map, Eligible eligible) {
    if (map != null && !map.isEmpty()) {
      for (int i = 0; i < entries.size(); i++) {
        eligible.remove(map.get(entries.get(i)));
      }
    }
  }

  private static boolean markAll(
      TextList entries, @Nullable TextMap<Postings> map, long[] blocked, boolean markedBefore) {
    boolean marked = markedBefore;
    if (map != null && !map.isEmpty()) {
      for (int i = 0; i < entries.size(); i++) {
        Postings postings = map.get(entries.get(i));
        if (postings != null) {
          mark(postings, blocked, marked);
          marked = true;
        }
      }
    }
    return marked;
  }

  private static void mark(Postings postings, long[] blocked, boolean markedBefore) {
    if (!markedBefore) {
      Arrays.fill(blocked, 0);
    }
    postings.addTo(blocked);
  }

  private static void addDomains(String domain, int campaign, Map<String, IntArrayList> byDomain) {
    String folded = Texts.fold(domain);
    add(folded, campaign, byDomain);
    for (int dot = folded.indexOf('.'); dot >= 0; dot = folded.indexOf('.', dot + 1)) {
      add(folded.substring(dot + 1), campaign, byDomain);
    }
  }

  private static void addCategories(
      Advertiser advertiser,
      List<String> categories,
      int member,
      Map<Integer, Map<String, IntArrayList>> byTaxonomy) {
    int own = advertiser.categoryTaxonomy();
    for (int taxonomy : Categories.comparable(own)) {
      addCategories(
          Categories.in(taxonomy, categories, own),
          member,
          byTaxonomy.computeIfAbsent(taxonomy, _ -> new LinkedHashMap<>()));
    }
  }

  static void addCategories(
      List<String> categories, int member, Map<String, IntArrayList> byCategory) {
    for (String category : categories) {
      String folded = Texts.fold(category);
      add(folded, member, byCategory);
      for (int dash = folded.indexOf('-'); dash >= 0; dash = folded.indexOf('-', dash + 1)) {
        add(folded.substring(0, dash), member, byCategory);
      }
    }
  }

  private static void add(String key, int member, Map<String, IntArrayList> byKey) {
    Dimension.add(byKey.computeIfAbsent(key, _ -> new IntArrayList()), member);
  }

  private static Map<Integer, TextMap<Postings>> byTaxonomy(
      Map<Integer, Map<String, IntArrayList>> byTaxonomy, int universe) {
    Map<Integer, TextMap<Postings>> maps = new TreeMap<>();
    byTaxonomy.forEach((taxonomy, byCategory) ->
        maps.put(taxonomy, Dimension.postings(byCategory, universe, true)));
    return maps;
  }
}
