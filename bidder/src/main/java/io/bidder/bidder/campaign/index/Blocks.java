package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.rules.CreativeRules;
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
  /** Keyed by the advertiser's domain and every domain above it. */
  private final TextMap<Postings> campaignsByDomain;

  /** Keyed by taxonomy, then by category and those above it. */
  private final Map<Integer, TextMap<Postings>> campaignsByCategory;

  private final Map<Integer, TextMap<Postings>> creativesByCategory;

  /** By taxonomy, of ads and their advertisers. */
  private final Map<Integer, AllowedCategories> allowed = new TreeMap<>();

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
    Map<Integer, AllowedCategories.Builder> allCategories = new TreeMap<>();
    int creative = 0;
    for (int c = 0; c < campaigns.size(); c++) {
      Advertiser advertiser = campaigns.get(c).advertiser();
      addDomains(advertiser.host(), c, byDomain);
      addCategories(advertiser.categories(), c, forTaxonomy(byCategory, advertiser));
      for (Creative ad : campaigns.get(c).creatives()) {
        addCategories(ad.categories(), creative, forTaxonomy(adsByCategory, advertiser));
        allCategories
            .computeIfAbsent(advertiser.categoryTaxonomy(), _ -> new AllowedCategories.Builder())
            .add(creative, ad.allCategories(advertiser));
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
    allCategories.forEach(
        (taxonomy, categories) -> allowed.put(taxonomy, categories.build(creatives)));
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
    AllowedCategories categories = allowed.get(request.cattax);
    if (!request.acat.isEmpty() && categories != null) {
      if (!marked) {
        Arrays.fill(blocked, 0);
      }
      categories.mark(request.acat, scratch, blocked);
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
    return allowed.values().stream().mapToInt(AllowedCategories::words).max().orElse(0);
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

  private static Map<String, IntArrayList> forTaxonomy(
      Map<Integer, Map<String, IntArrayList>> byTaxonomy, Advertiser advertiser) {
    return byTaxonomy.computeIfAbsent(advertiser.categoryTaxonomy(), _ -> new LinkedHashMap<>());
  }

  private static Map<Integer, TextMap<Postings>> byTaxonomy(
      Map<Integer, Map<String, IntArrayList>> byTaxonomy, int universe) {
    Map<Integer, TextMap<Postings>> maps = new TreeMap<>();
    byTaxonomy.forEach((taxonomy, byCategory) ->
        maps.put(taxonomy, Dimension.postings(byCategory, universe, true)));
    return maps;
  }
}
