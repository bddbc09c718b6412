package io.bidder.bidder.campaign;

import java.util.List;

/** All campaigns, as one file had them. Immutable. */
public record Catalogue(List<Campaign> campaigns) {
  public Catalogue {
    campaigns = List.copyOf(campaigns);
  }
}
