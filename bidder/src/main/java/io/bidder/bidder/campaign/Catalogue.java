package io.bidder.bidder.campaign;

import java.util.List;

/** Everything there is to advertise, as one file had it. Immutable. */
public record Catalogue(List<Campaign> campaigns) {
  public Catalogue {
    campaigns = List.copyOf(campaigns);
  }
}
