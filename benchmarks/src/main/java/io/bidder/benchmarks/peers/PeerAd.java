package io.bidder.benchmarks.peers;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import java.util.ArrayList;
import java.util.List;

/** A banner of a campaign, and its markup as text. */
record PeerAd(Campaign campaign, Creative creative, CreativeContent.Banner banner, String markup) {

  /** All banners of a catalogue; the peers sell nothing else. */
  static List<PeerAd> of(Catalogue catalogue) {
    List<PeerAd> ads = new ArrayList<>();
    for (Campaign campaign : catalogue.campaigns()) {
      for (Creative creative : campaign.creatives()) {
        if (creative.content() instanceof CreativeContent.Banner banner) {
          ads.add(new PeerAd(campaign, creative, banner, banner.markup().toString()));
        }
      }
    }
    return List.copyOf(ads);
  }
}
