package io.bidder.bidder.campaign;

import java.util.List;

/**
 * What the Digital Services Act has people told of an advertiser's ads. Immutable.
 *
 * @param behalf on whose behalf an ad is shown
 * @param paid who pays for it
 * @param parties who chose to whom it is shown, and by what
 * @param adRenders whether the ads show all this themselves
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/openrtb/blob/main/extensions/community_extensions/dsa_transparency.md">
 *     the IAB Tech Lab's DSA transparency extension</a>
 */
public record Transparency(String behalf, String paid, List<Party> parties, boolean adRenders) {
  /**
   * One who chose to whom an ad is shown.
   *
   * @param params numbers of what it chose by: 1 profiles, 2 basic advertising, 3 precise place
   */
  public record Party(String domain, List<Integer> params) {
    public Party {
      params = List.copyOf(params);
    }
  }

  public Transparency {
    parties = List.copyOf(parties);
  }
}
