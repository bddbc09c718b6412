package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.rules.Texts;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.User;
import io.bidder.modelstore.schema.LocalTime;

/**
 * Narrows the eligible campaigns to those whose targeting a request meets. One thread's, reused.
 */
final class TargetingMatch {
  private final CampaignIndex index;
  private final Eligible eligible;
  private final long[] none;

  TargetingMatch(CampaignIndex index, Eligible eligible) {
    this.index = index;
    this.eligible = eligible;
    none = new long[eligible.bits.length];
  }

  /** No campaign. */
  long[] none() {
    return none;
  }

  void narrow(BidRequest request, String exchange, long epochMillis) {
    text(index.exchanges, exchange);
    place(request.device.geo);
    device(request.device);
    inventory(request.inventory);
    user(request, epochMillis);
  }

  private void place(Geo geo) {
    text(index.countries, geo.country);
    text(index.regions, geo.region);
    text(index.cities, geo.city);
    text(index.metros, geo.metro);
    if (index.near.binding) {
      eligible.begin(index.near.free);
      if (!Double.isNaN(geo.lat) && !Double.isNaN(geo.lon)) {
        index.circles.allow(geo.lat, geo.lon, eligible);
      }
      eligible.end();
    }
  }

  private void device(Device device) {
    code(index.deviceTypes, device.devicetype);
    if (index.systems.binding) {
      eligible.begin(index.systems.free);
      index.systemsByName.allow(device.os, device.osv, eligible);
      eligible.end();
    }
    text(index.browsers, device.browser);
    code(index.connectionTypes, device.connectiontype);
    if (index.languages.binding) {
      eligible.begin(index.languages.free);
      eligible.allow(index.languages.get(device.language));
      int primary = Texts.primaryLanguageEnd(device.language);
      if (primary < device.language.length()) {
        eligible.allow(index.languages.get(device.language, 0, primary));
      }
      eligible.end();
    }
  }

  private void inventory(Inventory inventory) {
    if (index.domains.binding) {
      eligible.begin(index.domains.free);
      allowWithParents(index.domains, inventory.domain);
      eligible.allow(index.bundles.get(inventory.bundle));
      eligible.end();
    }
    if (index.excludedDomains.binding) {
      int from = firstSuffix(index.excludedDomains, inventory.domain);
      for (; from >= 0; from = nextSuffix(inventory.domain, from)) {
        eligible.remove(
            index.excludedDomains.get(inventory.domain, from, inventory.domain.length()));
      }
    }
    eligible.remove(index.excludedBundles.get(inventory.bundle));
    text(index.publishers, inventory.publisherId);
    if (index.contentCategories.binding) {
      eligible.begin(index.contentCategories.free);
      allowCategories(inventory.cat);
      allowCategories(inventory.sectioncat);
      allowCategories(inventory.pagecat);
      allowCategories(inventory.content.cat);
      eligible.end();
    }
  }

  private void user(BidRequest request, long epochMillis) {
    User user = request.user;
    if (index.segments.binding) {
      eligible.begin(index.segments.free);
      for (int i = 0; i < user.segments.size(); i++) {
        eligible.allow(index.segments.get(user.segments.get(i)));
      }
      eligible.end();
    }
    if (index.keywords.binding) {
      eligible.begin(index.keywords.free);
      allowKeywords(request.inventory.keywords);
      allowKeywords(request.inventory.content.keywords);
      allowKeywords(user.keywords);
      eligible.end();
    }
    code(index.hoursOfWeek, LocalTime.hourOfWeek(epochMillis, request.utcOffsetMinutes()));
    if (index.ages.binding) {
      eligible.begin(index.ages.free);
      if (user.yob != BidRequest.NONE) {
        index.ageRanges.allow(Ages.yearOf(epochMillis) - user.yob, eligible);
      }
      eligible.end();
    }
    text(index.genders, user.gender);
  }

  private void text(Dimension dimension, CharSequence value) {
    if (dimension.binding) {
      eligible.begin(dimension.free);
      eligible.allow(dimension.get(value));
      eligible.end();
    }
  }

  private void code(Dimension dimension, int value) {
    if (dimension.binding) {
      eligible.begin(dimension.free);
      if (value != BidRequest.NONE) {
        eligible.allow(dimension.get(value));
      }
      eligible.end();
    }
  }

  private void allowWithParents(Dimension dimension, Text domain) {
    int from = firstSuffix(dimension, domain);
    for (; from >= 0; from = nextSuffix(domain, from)) {
      eligible.allow(dimension.get(domain, from, domain.length()));
    }
  }

  /** The start of the domain, or of its longest parent that could be a key; -1 for none. */
  private static int firstSuffix(Dimension dimension, Text domain) {
    int excess = domain.length() - dimension.longestText();
    return excess <= 0 ? (domain.length() == 0 ? -1 : 0) : nextSuffix(domain, excess - 1);
  }

  private static int nextSuffix(Text domain, int from) {
    for (int i = from; i < domain.length(); i++) {
      if (domain.charAt(i) == '.') {
        return i + 1;
      }
    }
    return -1;
  }

  private void allowCategories(TextList categories) {
    for (int i = 0; i < categories.size(); i++) {
      Text category = categories.get(i);
      eligible.allow(index.contentCategories.get(category));
      // A longer start is no key.
      int most = Math.min(category.length(), index.contentCategories.longestText() + 1);
      for (int end = 0; end < most; end++) {
        if (category.charAt(end) == '-') {
          eligible.allow(index.contentCategories.get(category, 0, end));
        }
      }
    }
  }

  private void allowKeywords(Text keywords) {
    int start = 0;
    while (start < keywords.length()) {
      int comma = start;
      while (comma < keywords.length() && keywords.charAt(comma) != ',') {
        comma++;
      }
      int from = start;
      int to = comma;
      while (from < to && keywords.charAt(from) == ' ') {
        from++;
      }
      while (to > from && keywords.charAt(to - 1) == ' ') {
        to--;
      }
      eligible.allow(index.keywords.get(keywords, from, to));
      start = comma + 1;
    }
  }
}
