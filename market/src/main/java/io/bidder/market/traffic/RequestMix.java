package io.bidder.market.traffic;

/**
 * The make-up of requests.
 *
 * @param mostImps impressions of a request, 1 to so many, each of another size
 * @param sizes of banners, so many of the most popular
 * @param formats further sizes of a banner
 * @param tmaxMillis of every request
 * @param apps the share of requests from apps, others are from sites
 * @param videos the share of impressions that are videos
 * @param natives the share of impressions that are native
 * @param secure the share of impressions that must be secure
 * @param people the share of requests with year of birth and gender
 * @param deals ids of an impression
 * @param segments of the user
 * @param blockedAdvertisers domains
 * @param blocksCatalogue whether these may be those of a catalogue
 * @param blockedCategories codes
 */
public record RequestMix(
    int mostImps,
    int sizes,
    Share formats,
    int tmaxMillis,
    double apps,
    double videos,
    double natives,
    double secure,
    double people,
    Share deals,
    Share segments,
    Share blockedAdvertisers,
    boolean blocksCatalogue,
    Share blockedCategories) {
  /**
   * Requests from sites with up to four banners and everything that the benchmarks' model reads.
   * All ads of {@link MadeCatalogue#forAll} may bid for each of their impressions.
   */
  public static final RequestMix REPORT =
      new RequestMix(
          4,
          MadeCatalogue.SIZES_FOR_ALL,
          Share.NEVER,
          100,
          0,
          0,
          0,
          1,
          1,
          Share.NEVER,
          Share.always(3, 3),
          Share.always(2, 2),
          false,
          Share.always(3, 3));

  /** The same about one banner of 300x250, some 2 KB each, in no hurry: none is ever late. */
  public static final RequestMix ONE_BANNER =
      new RequestMix(
          1,
          1,
          Share.NEVER,
          5_000,
          0,
          0,
          0,
          1,
          1,
          Share.NEVER,
          Share.always(0, 8),
          Share.always(0, 40),
          false,
          Share.always(3, 3));

  /**
   * Requests with one impression as exchanges send them: sites and apps, banners, videos and native
   * ones, some with deals, many that block advertisers.
   */
  public static final RequestMix EXCHANGE =
      new RequestMix(
          1,
          Values.SIZES.count(),
          Share.always(0, 2),
          100,
          0.4,
          0.2,
          0.1,
          0.9,
          0.3,
          new Share(0.15, 1, 4),
          new Share(0.6, 1, 20),
          new Share(0.5, 10, 200),
          true,
          Share.always(2, 20));
}
