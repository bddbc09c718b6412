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
import org.agrona.collections.IntArrayList;

/**
 * Finds the campaigns and ads that a request's block lists hit. They may have thousands of entries,
 * so each entry is looked up, rather than each ad held against all of them. Immutable.
 */
final class Blocks {
  /** Keyed by the advertiser's domain and every domain above it. */
  private final TextMap<Postings> campaignsByDomain;

  private final BlockedCategories categories;
  private final TextMap<Postings> creativesByBundle;

  /** The languages that ads are in, folded and without regions, each with its ads. */
  private final String[] languages;

  private final Postings[] creativesByLanguage;

  Blocks(List<Campaign> campaigns, int creatives) {
    Map<String, IntArrayList> byDomain = new LinkedHashMap<>();
    Map<String, IntArrayList> adsByBundle = new LinkedHashMap<>();
    Map<String, IntArrayList> adsByLanguage = new LinkedHashMap<>();
    int creative = 0;
    for (int c = 0; c < campaigns.size(); c++) {
      Advertiser advertiser = campaigns.get(c).advertiser();
      addDomains(advertiser.host(), c, byDomain);
      for (Creative ad : campaigns.get(c).creatives()) {
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
    categories = new BlockedCategories(campaigns, creatives);
    creativesByBundle = Dimension.postings(adsByBundle, creatives, false);
    languages = adsByLanguage.keySet().toArray(String[]::new);
    creativesByLanguage =
        adsByLanguage.values().stream()
            .map(ads -> Postings.of(ads, creatives))
            .toArray(Postings[]::new);
  }

  void remove(BidRequest request, Eligible eligible) {
    removeAll(request.badv, campaignsByDomain, eligible);
    removeAll(request.bcat, categories.in(request.cattax).campaigns(), eligible);
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
    BlockedCategories.InTaxonomy told = categories.in(request.cattax);
    boolean marked = markAll(request.bcat, told.creatives(), blocked, false);
    marked = markAll(request.bapp, creativesByBundle, blocked, marked);
    Postings declined = told.declined();
    if (!request.bcat.isEmpty() && declined != null) {
      mark(declined, blocked, marked);
      marked = true;
    }
    if (!request.acat.isEmpty()) {
      if (!marked) {
        Arrays.fill(blocked, 0);
      }
      told.allowed().mark(request.acat, scratch, blocked);
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
    return categories.scratchWords();
  }

  /** Tells whether a category of ads cannot be held against those that the request blocks. */
  boolean leavesUncompared(BidRequest request) {
    return !request.bcat.isEmpty() && categories.in(request.cattax).leavesUncompared();
  }

  private static void removeAll(TextList entries, TextMap<Postings> map, Eligible eligible) {
    if (!map.isEmpty()) {
      for (int i = 0; i < entries.size(); i++) {
        eligible.remove(map.get(entries.get(i)));
      }
    }
  }

  private static boolean markAll(
      TextList entries, TextMap<Postings> map, long[] blocked, boolean markedBefore) {
    boolean marked = markedBefore;
    if (!map.isEmpty()) {
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

  private static void add(String key, int member, Map<String, IntArrayList> byKey) {
    Dimension.add(byKey.computeIfAbsent(key, _ -> new IntArrayList()), member);
  }
}
