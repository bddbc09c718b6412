package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.campaign.rules.BannerSizes;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A catalogue turned inside out: for each condition and value, the campaigns that accept it. {@link
 * Selector}s of any number of threads find with it what may bid. Immutable.
 *
 * <p>Campaigns and creatives are numbered in catalogue order.
 */
public final class CampaignIndex {
  private final Catalogue catalogue;
  final Campaign[] campaigns;

  /** {@link CatalogueSlots} by number. */
  final int[] campaignSlots;

  final int[] creativeSlots;

  /** {@link Candidate#campaignRevision} by the campaign's number. */
  private final int[] revisions;

  private final int campaignSlotCount;
  private final int creativeSlotCount;
  final CreativeTable creatives;
  final Flights flights;
  final Blocks blocks;

  final SeatTable seats;
  final TargetingIndex targeting;

  /** Campaigns that may bid in the open auction, beside their deals, are free of it. */
  final Dimension deals;

  final DealTable dealTable;

  /** An index with slots of its own, for a catalogue that none comes after. */
  public CampaignIndex(Catalogue catalogue) {
    this(catalogue, new CatalogueSlots());
  }

  /** An index of the first catalogue of many. */
  public CampaignIndex(Catalogue catalogue, CatalogueSlots slots) {
    this(catalogue, slots, null);
  }

  /**
   * Indexes a catalogue.
   *
   * @param slots of the catalogues before; ids that are new are given theirs
   * @param before the index whose campaigns keep their revisions, if they are in this one too
   */
  public CampaignIndex(Catalogue catalogue, CatalogueSlots slots, @Nullable CampaignIndex before) {
    this.catalogue = catalogue;
    List<Campaign> list = catalogue.campaigns();
    int count = list.size();
    campaigns = list.toArray(new Campaign[0]);
    creatives = new CreativeTable(list);
    campaignSlots = list.stream().mapToInt(campaign -> slots.campaign(campaign.id())).toArray();
    creativeSlots =
        Arrays.stream(creatives.creatives).mapToInt(ad -> slots.creative(ad.id())).toArray();
    campaignSlotCount = slots.campaignCount();
    creativeSlotCount = slots.creativeCount();
    revisions = revisions(slots, before);
    flights = new Flights(list);
    blocks = new Blocks(list, creatives.count());

    Dimension.Builder dealBuilder = new Dimension.Builder(count, false);
    for (int c = 0; c < count; c++) {
      dealBuilder.addTexts(c, campaigns[c].deals());
      if (campaigns[c].openAuction()) {
        dealBuilder.free(c);
      } else {
        dealBuilder.bind(c);
      }
    }
    seats = new SeatTable(campaigns);
    deals = dealBuilder.build();
    dealTable = new DealTable(list);

    targeting = new TargetingIndex(campaigns);
  }

  private int[] revisions(CatalogueSlots slots, @Nullable CampaignIndex before) {
    Campaign[] old = new Campaign[slots.campaignCount()];
    int[] bySlot = new int[old.length];
    if (before != null) {
      for (int c = 0; c < before.campaigns.length; c++) {
        old[before.campaignSlots[c]] = before.campaigns[c];
        bySlot[before.campaignSlots[c]] = before.revisions[c];
      }
    }
    int[] ofCampaigns = new int[campaigns.length];
    for (int c = 0; c < campaigns.length; c++) {
      int slot = campaignSlots[c];
      ofCampaigns[c] = campaigns[c].equals(old[slot]) ? bySlot[slot] : slots.nextRevision();
    }
    return ofCampaigns;
  }

  /** Adds an ad that may bid, with the size it fits. */
  void add(int campaign, int creative, Imp imp, @Nullable Deal deal, Candidates out) {
    Candidate candidate = out.add();
    candidate.set(
        creative,
        campaignSlots[campaign],
        creativeSlots[creative],
        campaigns[campaign],
        creatives.creatives[creative]);
    candidate.campaignRevision = revisions[campaign];
    candidate.deal = deal;
    if (creatives.kind(creative) == CreativeTable.BANNER) {
      candidate.w = creatives.widths[creatives.number(creative)];
      candidate.h = creatives.heights[creatives.number(creative)];
    } else if (creatives.creatives[creative].content() instanceof Vast vast && !vast.audio()) {
      boolean scaled = vast.linear() && BannerSizes.isSize(imp.video.w, imp.video.h);
      candidate.w = scaled ? imp.video.w : vast.w();
      candidate.h = scaled ? imp.video.h : vast.h();
    }
  }

  /** The catalogue that it was made from. */
  public Catalogue catalogue() {
    return catalogue;
  }

  public int campaignCount() {
    return campaigns.length;
  }

  /** A campaign by its number, which is its place in the catalogue. */
  public Campaign campaign(int number) {
    return campaigns[number];
  }

  /** The {@code Candidate.campaignSlot} of a campaign by its number. */
  public int campaignSlot(int number) {
    return campaignSlots[number];
  }

  /** The {@code Candidate.creativeSlot} of a campaign's creative, by their numbers. */
  public int creativeSlot(int campaign, int creative) {
    return creativeSlots[creatives.first[campaign] + creative];
  }

  /** One more than the highest {@code Candidate.campaignSlot}. */
  public int campaignSlotCount() {
    return campaignSlotCount;
  }

  /** One more than the highest {@code Candidate.creativeSlot}. */
  public int creativeSlotCount() {
    return creativeSlotCount;
  }

  /** One more than the highest {@code Candidate.creativeIndex}. */
  public int creativeCount() {
    return creatives.count();
  }
}
