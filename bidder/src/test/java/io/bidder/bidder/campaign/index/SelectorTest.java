package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restrictions of ads and the deals, one by one; select and explain share this code. */
class SelectorTest {
  private static final long NOW = Instant.parse("2026-06-01T12:00:00Z").toEpochMilli();
  private static final String BANNER = "banner: {size: 300x250, mimes: [image/jpeg], markup: a}";

  @TempDir private Path directory = Path.of("");
  private final BidRequest request = new BidRequest();
  private String exchange = "default";
  private Imp imp = new Imp();
  private final Candidates out = new Candidates();

  @BeforeEach
  void askForABanner() {
    imp = request.imps.add();
    imp.hasBanner = true;
    imp.banner.w = 300;
    imp.banner.h = 250;
  }

  @Test
  void bannerShouldFitSizesFormatsAndRatios() throws IOException {
    Selector selector = selector("", BANNER);
    assertEquals("k 300x250", select(selector));

    imp.banner.w = 728;
    assertEquals("SIZE", select(selector));
    Format format = imp.banner.formats.add();
    format.clear();
    format.wratio = 6;
    format.hratio = 5;
    assertEquals("k 300x250", select(selector));
    format.wmin = 301;
    assertEquals("SIZE", select(selector));
    format.w = 300;
    format.h = 250;
    assertEquals("k 300x250", select(selector));
    imp.hasBanner = false;
    assertEquals("MEDIUM", select(selector));
  }

  @Test
  void bannerShouldFillAnInterstitialByHalfWhenItHasASize() throws IOException {
    Selector selector = selector("", BANNER);
    imp.instl = true;
    imp.banner.w = 600;
    imp.banner.h = 500;
    assertEquals("k 300x250", select(selector));
    imp.banner.w = 601;
    assertEquals("SIZE", select(selector));

    imp.banner.w = BidRequest.NONE;
    imp.banner.h = BidRequest.NONE;
    assertEquals("k 300x250", select(selector));
    request.device.w = 1920;
    request.device.h = 1080;
    assertEquals("k 300x250", select(selector));
    request.device.w = 299;
    assertEquals("SIZE", select(selector));
  }

  @Test
  void bannerShouldBeHeldAgainstMimesTypesAttributesLanguagesAndSecurity() throws IOException {
    Selector selector =
        selector("", BANNER + ", attributes: [6], languages: [de], secure: false, bundle: com.me");
    assertEquals("k 300x250", select(selector));
    request.bapp.add().set("com.me");
    assertEquals("APP_BLOCKED", select(selector));
    request.bapp.clear();
    imp.banner.mimes.add().set("image/png");
    assertEquals("MEDIA", select(selector));
    imp.banner.mimes.add().set("image/JPG");
    assertEquals("k 300x250", select(selector));
    imp.banner.btype.add(2);
    assertEquals("ATTRIBUTE_BLOCKED", select(selector));
    imp.banner.btype.clear();
    imp.banner.battr.add(6);
    assertEquals("ATTRIBUTE_BLOCKED", select(selector));
    imp.banner.battr.clear();
    request.wlang.add().set("en");
    assertEquals("AD_LANGUAGE", select(selector));
    request.wlang.add().set("de-AT");
    assertEquals("k 300x250", select(selector));
    imp.secure = true;
    assertEquals("SECURE", select(selector));
  }

  @Test
  void categoriesShouldBeBlockedInTheirTaxonomyOnly() throws IOException {
    Selector selector = selector("", BANNER + ", categories: [IAB7-39]");
    request.bcat.add().set("IAB7-3");
    assertEquals("k 300x250", select(selector));
    request.bcat.add().set("iab7");
    assertEquals("CATEGORY_BLOCKED", select(selector));
    request.cattax = 2;
    assertEquals("k 300x250", select(selector));
    request.cattax = 1;
    request.bcat.clear();
    request.bcat.add().set("IAB2");
    assertEquals("CATEGORY_BLOCKED", select(selector));
  }

  @Test
  void advertiserShouldBeBlockedWithTheDomainAboveItsOwn() throws IOException {
    Selector selector = selector("", BANNER);
    for (String other :
        List.of("hop.example", "www.shop.example", "shop.exampl", "x.shop.example")) {
      request.badv.clear();
      request.badv.add().set(other);
      assertEquals("k 300x250", select(selector), other);
    }
    for (String blocked : List.of("shop.example", "de.shop.example")) {
      request.badv.clear();
      request.badv.add().set(blocked);
      assertEquals("ADVERTISER_BLOCKED", select(selector), blocked);
    }
  }

  @Test
  void dealShouldBeThePreferredOneThatIsOpenToTheAdvertiser() throws IOException {
    Selector selector = selector("deals: [d1, d2], openAuction: true", BANNER);
    assertEquals("k 300x250", select(selector));
    deal("d2");
    Deal preferred = deal("d1");
    assertEquals("k 300x250 d1", select(selector));
    preferred.wseat.add().set("other");
    assertEquals("k 300x250 d2", select(selector));
    preferred.wseat.add().set("s");
    preferred.wadomain.add().set("other.example");
    assertEquals("k 300x250 d2", select(selector));
    preferred.wadomain.add().set("shop.example");
    assertEquals("k 300x250 d1", select(selector));

    imp.deals.clear();
    deal("d3");
    assertEquals("k 300x250", select(selector));
    imp.privateAuction = true;
    assertEquals("DEAL", select(selector));
  }

  @Test
  void campaignShouldBidUnderItsDealsOnlyWhenItIsNotInTheOpenAuction() throws IOException {
    Selector selector = selector("deals: [d1]", BANNER);
    assertEquals("DEAL", select(selector));
    deal("d1").wseat.add().set("other");
    assertEquals("DEAL", select(selector));
    imp.deals.clear();
    deal("d1");
    assertEquals("k 300x250 d1", select(selector));
  }

  @Test
  void videoShouldBeHeldAgainstThePlayer() throws IOException {
    Selector selector =
        selector(
            "",
            "video: {size: 1280x720, durationSeconds: 15, mimes: [video/mp4], bitrateKbps: 900, "
                + "markup: '<VAST version=\"3.0\"><Ad><InLine><MediaFile type=\"video/mp4\">"
                + "https://a.example</MediaFile></InLine></Ad></VAST>'}");
    imp.hasBanner = false;
    imp.hasVideo = true;
    assertEquals("k 1280x720", select(selector));
    imp.video.w = 400;
    imp.video.h = 300;
    assertEquals("k 400x300", select(selector));
    imp.video.boxingallowed = 0;
    assertEquals("SIZE", select(selector));
    imp.video.h = 225;
    assertEquals("k 400x225", select(selector));
    imp.video.linearity = 2;
    assertEquals("MEDIA", select(selector));
    imp.video.linearity = 1;
    imp.video.maxduration = 14;
    assertEquals("MEDIA", select(selector));
    imp.video.rqddurs.add(15);
    assertEquals("k 400x225", select(selector));
    imp.video.minbitrate = 901;
    assertEquals("MEDIA", select(selector));
    imp.video.minbitrate = 900;
    imp.video.protocols.add(2);
    assertEquals("MEDIA", select(selector));
    imp.video.protocols.add(3);
    assertEquals("k 400x225", select(selector));
  }

  @Test
  void seatShouldBeTheExchangesOwnWhereItHasOne() throws IOException {
    Selector selector = selector("deals: [d], openAuction: true", BANNER);
    request.wseat.add().set("s");
    assertEquals("k 300x250", select(selector));
    exchange = "acme";
    assertEquals("SEAT", select(selector));
    request.wseat.add().set("s-acme");
    assertEquals("k 300x250", select(selector));
    request.bseat.add().set("s");
    assertEquals("k 300x250", select(selector));
    deal("d").wseat.add().set("s");
    assertEquals("k 300x250", select(selector));
    imp.deals.get(0).wseat.add().set("s-acme");
    assertEquals("k 300x250 d", select(selector));
    request.bseat.add().set("s-acme");
    assertEquals("SEAT", select(selector));
    exchange = "zeta";
    assertEquals("SEAT", select(selector));
    request.bseat.clear();
    assertEquals("k 300x250 d", select(selector));
  }

  @Test
  void campaignShouldBidOnTheExchangesThatItNames() throws IOException {
    Selector selector = selector("targeting: {exchanges: [acme, zeta]}", BANNER);
    assertEquals("EXCHANGE", select(selector));
    exchange = "zeta";
    assertEquals("k 300x250", select(selector));
    exchange = "Zeta";
    assertEquals("EXCHANGE", select(selector));
  }

  @Test
  void useShouldSelectFromAnotherCatalogue() throws IOException {
    Selector selector = selector("", BANNER);
    CampaignIndex other = index("", BANNER.replace("300x250", "728x90"));
    selector.use(other);
    assertSame(other, selector.index());
    assertEquals("SIZE", select(selector));
  }

  /** The candidates, or the rule that there are none by; select and explain must agree. */
  private String select(Selector selector) {
    CampaignScan scan = selector.scan(request, exchange, NOW);
    assertEquals(1, scan.campaignCount());
    Rule stoppedBy = scan.stoppedBy(0, imp, out);
    String explained = stoppedBy == null ? show(out) : stoppedBy.name();
    selector.begin(request, exchange, NOW);
    selector.select(imp, out);
    if (out.size() > 0) {
      assertEquals(explained, show(out));
    }
    assertEquals(out.size() > 0, explained.startsWith("k "));
    return explained;
  }

  private static String show(Candidates candidates) {
    var candidate = candidates.get(0);
    String text = candidate.creative().id() + " " + candidate.w + "x" + candidate.h;
    return candidate.deal == null ? text : text + " " + candidate.deal.id;
  }

  private Deal deal(String id) {
    Deal deal = imp.deals.add();
    deal.clear();
    deal.id.set(id);
    return deal;
  }

  private Selector selector(String campaignKeys, String creativeKeys) throws IOException {
    return new Selector(index(campaignKeys, creativeKeys));
  }

  private CampaignIndex index(String campaignKeys, String creativeKeys) throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(
        file,
        """
        advertisers: [{id: a, domain: de.shop.example, seat: s, seats: {acme: s-acme}, categories: [IAB2-1]}]
        campaigns:
          - {id: c, advertiser: a, economics: {averageOrderValue: 1, roasCoefficient: 1}, %s
             creatives: [{id: k, %s}]}
        """
            .formatted(campaignKeys.isEmpty() ? "" : campaignKeys + ",", creativeKeys));
    Catalogue catalogue = CatalogueReader.read(file);
    return new CampaignIndex(catalogue);
  }
}
