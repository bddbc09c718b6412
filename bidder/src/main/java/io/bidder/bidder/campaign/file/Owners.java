package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Group;
import io.bidder.settings.Section;
import io.bidder.settings.Suggestions;
import io.bidder.settings.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The advertisers and groups of a file, by the ids that others name them by. */
final class Owners {
  private final Map<String, Advertiser> advertisers = new HashMap<>();
  private final Map<String, Group> groups = new HashMap<>();

  void add(Advertiser advertiser) {
    advertisers.put(advertiser.id(), advertiser);
  }

  void add(Group group) {
    groups.put(group.id(), group);
  }

  /** The advertiser that a section names, as it must. */
  Advertiser advertiser(Section section) {
    String id = section.get("advertiser", Types.TEXT).required();
    Advertiser advertiser = advertisers.get(id);
    if (advertiser == null) {
      if (!id.isEmpty()) {
        section.problem(
            "advertiser",
            "the id of one of the advertisers" + Suggestions.didYouMean(id, advertisers.keySet()));
      }
      return new Advertiser(id, "", List.of(), 1, "");
    }
    return advertiser;
  }

  /** The group that a campaign's section names; null if it names none. */
  @Nullable Group group(Section section, Advertiser advertiser, String currency) {
    String id = section.get("group", Types.TEXT).orNull();
    Group group = id == null ? null : groups.get(id);
    if (group == null) {
      if (id != null) {
        section.problem(
            "group", "the id of one of the groups" + Suggestions.didYouMean(id, groups.keySet()));
      }
      return null;
    }
    if (!group.advertiser().id().equals(advertiser.id())) {
      section.problem("group", "a group of the campaign's advertiser, " + advertiser.id());
    } else if (!group.currency().equals(currency)) {
      section.problem(
          "group", "a group in the campaign's currency, " + currency + ", not " + group.currency());
    }
    return group;
  }
}
