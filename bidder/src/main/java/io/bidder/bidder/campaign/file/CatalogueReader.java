package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Group;
import io.bidder.bidder.campaign.Transparency;
import io.bidder.bidder.campaign.targeting.ValueTypes;
import io.bidder.settings.Document;
import io.bidder.settings.Section;
import io.bidder.settings.Suggestions;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a catalogue file, whose keys docs/reference/catalogue.md describes. Every problem is found
 * at once, each with file, line, key, value and what was expected.
 *
 * <p>Campaigns are read one after the other, so that what the file says of one is garbage before
 * the next. One that is as it was in the catalogue before is the very same object.
 */
public final class CatalogueReader {
  /** Of the file, and of all markup files together. */
  public static final long MAX_FILE_BYTES = 512L << 20;

  public static final int MAX_CAMPAIGNS = 1_000_000;

  private static final String CAMPAIGNS = "campaigns";
  private static final String CAMPAIGN_COUNT = "campaignCount";

  private static final String DSA = "dsa";
  private static final int MAX_PARTIES = 32;
  private static final int MAX_TOLD_CHARS = 100;

  /** The names that exchanges take. */
  private static final Type<String> TOLD =
      Type.texts(
          "a text of 1 to 100 chars", text -> !text.isBlank() && text.length() <= MAX_TOLD_CHARS);

  private static final Type<ZoneId> TIME_ZONE =
      Type.of(
              "a time zone such as America/New_York",
              (ZoneId) ZoneOffset.UTC,
              text ->
                  ZoneId.getAvailableZoneIds().contains(text)
                      ? Optional.of(ZoneId.of(text))
                      : Optional.empty())
          .hinting(text -> Suggestions.didYouMean(text, ZoneId.getAvailableZoneIds()));

  private static final Type<Boolean> BIDS_OR_NOT =
      Types.choice(Types.names("bid", true, "noBid", false));

  private final Path file;
  private final boolean isLogged;
  private final CapParser caps;
  private final Checks checks;
  private final Owners owners = new Owners();
  private final Map<String, Campaign> before = new HashMap<>();
  private final Map<Path, FileStamp> stamps = new LinkedHashMap<>();
  private boolean counted;

  /**
   * Reads a file once.
   *
   * @param before what it may be made of
   * @param exchanges the labels of those that it may name; none where they are not known
   * @param isLogged whether there may be budgets and caps
   */
  CatalogueReader(Path file, List<Campaign> before, Set<String> exchanges, boolean isLogged) {
    this.file = file;
    this.isLogged = isLogged;
    caps = new CapParser(isLogged);
    checks = new Checks(exchanges);
    before.forEach(campaign -> this.before.put(campaign.id(), campaign));
  }

  /**
   * The catalogue in a file. Files that it names are looked for beside it; it may name any
   * exchange, and have budgets.
   *
   * @throws io.bidder.settings.InvalidInputException with everything that is wrong with it
   */
  public static Catalogue read(Path file) {
    return new CatalogueReader(file, List.of(), Set.of(), true).read();
  }

  Catalogue read() {
    stamps.put(file, FileStamp.of(file));
    return Document.readYaml(file, MAX_FILE_BYTES, CAMPAIGNS, this::catalogue);
  }

  /** The files that were looked at, as they were then, whether or not they could be read. */
  Map<Path, FileStamp> stamps() {
    return Collections.unmodifiableMap(stamps);
  }

  /** Tells whether the file says how many campaigns it has. */
  boolean isCounted() {
    return counted;
  }

  private Catalogue catalogue(Section root) {
    for (Advertiser advertiser :
        root.maps("advertisers", 0, MAX_CAMPAIGNS, this::advertiser).required()) {
      owners.add(advertiser);
    }
    BudgetParser budgets = new BudgetParser(owners, checks, isLogged);
    for (Group group : root.maps("groups", 0, MAX_CAMPAIGNS, budgets::group).or(List.of())) {
      owners.add(group);
    }
    CampaignParser parser =
        new CampaignParser(
            owners,
            budgets,
            caps,
            checks,
            new CreativeParser(
                caps,
                checks,
                new MarkupReader(file.toAbsolutePath().normalize().resolveSibling(""), stamps)));
    List<Campaign> campaigns =
        root.maps(CAMPAIGNS, 0, MAX_CAMPAIGNS, section -> shared(parser.campaign(section)))
            .required();
    count(root, campaigns.size());
    return new Catalogue(campaigns);
  }

  private Campaign shared(Campaign campaign) {
    Campaign old = before.get(campaign.id());
    return old == null ? campaign : campaign.sharing(old);
  }

  /** A file that was cut where a campaign ends looks whole but for this. */
  private void count(Section root, int campaigns) {
    Integer stated = root.get(CAMPAIGN_COUNT, Types.integer(0, MAX_CAMPAIGNS)).orNull();
    counted = stated != null;
    if (stated != null && stated != campaigns) {
      root.problem(CAMPAIGN_COUNT, campaigns + ", as there are campaigns, in a file that is whole");
    }
  }

  private Advertiser advertiser(Section section) {
    return new Advertiser(
        checks.uniqueId(section, "advertiser"),
        section.get("domain", ValueTypes.DOMAIN).required(),
        section.list("categories", Types.WORDS).or(List.of()),
        section.get("categoryTaxonomy", Types.integer(1, 10_000)).or(1),
        section.get("otherTaxonomies", BIDS_OR_NOT).or(true),
        section.get("seat", Types.TEXT).required(),
        checks.byExchange(section, "seats"),
        section.get("timeZone", TIME_ZONE).or(ZoneOffset.UTC),
        caps.caps(section, false),
        section.isSet(DSA) ? section.map(DSA, CatalogueReader::transparency) : null);
  }

  private static Transparency transparency(Section section) {
    String behalf = section.get("behalf", TOLD).required();
    return new Transparency(
        behalf,
        section.get("paid", TOLD).or(behalf),
        section.maps("transparency", 0, MAX_PARTIES, CatalogueReader::party).or(List.of()),
        section.get("adRender", Types.FLAG).or(false));
  }

  private static Transparency.Party party(Section section) {
    return new Transparency.Party(
        section.get("domain", ValueTypes.DOMAIN).required(),
        section.list("params", Types.integer(1, 1_000)).or(List.of()));
  }
}
