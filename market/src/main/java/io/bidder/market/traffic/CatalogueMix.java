package io.bidder.market.traffic;

import java.util.Map;

/**
 * The make-up of campaigns.
 *
 * @param advertisers of all campaigns together
 * @param targeting how many campaigns have which condition, with how many values, by its key in the
 *     catalogue
 * @param flights whether campaigns begin and end, so that a third is not in flight
 * @param deals of a campaign; half of those with any bid in the open auction, too
 * @param ads of a campaign
 * @param videos the share of ads that are videos
 * @param natives the share of the others that are native
 * @param limits whether some ads have attributes, languages and categories that requests may block,
 *     or are not secure
 * @param features whether ads have values for a model's features
 */
public record CatalogueMix(
    int advertisers,
    Map<String, Share> targeting,
    boolean flights,
    Share deals,
    Share ads,
    double videos,
    double natives,
    boolean limits,
    boolean features) {
  /**
   * A catalogue as a DSP's may be: nearly every campaign has a country, a third each excludes sites
   * or buys segments, a few have long lists of sites; two thirds are in flight, one in ten has a
   * deal.
   */
  public static final CatalogueMix DSP =
      new CatalogueMix(
          1_000,
          Map.ofEntries(
              Map.entry("countries", new Share(0.95, 1, 2)),
              Map.entry("regions", new Share(0.15, 1, 5)),
              Map.entry("cities", new Share(0.05, 1, 5)),
              Map.entry("metros", new Share(0.05, 1, 10)),
              Map.entry("near", new Share(0.03, 1, 3)),
              Map.entry("deviceTypes", new Share(0.4, 1, 1)),
              Map.entry("operatingSystems", new Share(0.2, 1, 1)),
              Map.entry("browsers", new Share(0.05, 1, 2)),
              Map.entry("connectionTypes", new Share(0.1, 1, 1)),
              Map.entry("languages", new Share(0.2, 1, 2)),
              Map.entry("domains", new Share(0.15, 10, 100)),
              Map.entry("excludedDomains", new Share(0.3, 10, 100)),
              Map.entry("bundles", new Share(0.1, 10, 50)),
              Map.entry("excludedBundles", new Share(0.2, 10, 50)),
              Map.entry("publishers", new Share(0.05, 1, 20)),
              Map.entry("contentCategories", new Share(0.2, 1, 5)),
              Map.entry("segments", new Share(0.35, 1, 10)),
              Map.entry("keywords", new Share(0.1, 1, 10)),
              Map.entry("hours", new Share(0.25, 1, 1)),
              Map.entry("age", new Share(0.2, 1, 1)),
              Map.entry("genders", new Share(0.1, 1, 1))),
          true,
          new Share(0.1, 1, 3),
          Share.always(1, 5),
          0.15,
          0.12,
          true,
          false);

  /**
   * Campaigns with three banners each and little targeting, of which a request finds so many that
   * scoring is what a server is loaded with.
   */
  public static final CatalogueMix EAGER =
      new CatalogueMix(
          50,
          Map.of(
              "countries", new Share(0.5, 1, 1),
              "deviceTypes", new Share(0.33, 1, 1),
              "contentCategories", new Share(0.33, 2, 2),
              "excludedDomains", new Share(0.25, 1, 1),
              "domains", new Share(0.1, 1, 1)),
          false,
          Share.NEVER,
          Share.always(3, 3),
          0,
          0,
          false,
          true);
}
