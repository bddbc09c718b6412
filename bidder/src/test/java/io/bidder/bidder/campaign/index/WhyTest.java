package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words that say which rule keeps a campaign from bidding, what it wants and what came. */
class WhyTest {
  private static final long NOW = Instant.parse("2026-06-01T12:00:00Z").toEpochMilli();
  private static final String BANNER = "banner: {size: 300x250, mimes: [image/jpeg], markup: a}";
  private static final String SLOT = "'banner': {'w': 300, 'h': 250}";
  private static final String VIDEO =
      "video: {size: 1280x720, durationSeconds: 15, mimes: [video/mp4], bitrateKbps: 900, "
          + "markup: '<VAST version=\"3.0\"><Ad><InLine><MediaFile type=\"video/mp4\">"
          + "https://a.example</MediaFile></InLine></Ad></VAST>'}";

  private final Set<Rule> met = EnumSet.noneOf(Rule.class);
  private final List<String> expected = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @TempDir private Path directory = Path.of("");

  @Test
  void whyShouldNameRuleWantedAndGot() throws IOException {
    targeting(
        "exchanges: [acme, zeta]", "", "exchange is not targeted: default, wanted acme or zeta");
    targeting(
        "countries: [USA, CAN]",
        "'device': {'geo': {'country': 'DE'}}",
        "country is not targeted: DEU, wanted USA or CAN");
    targeting("countries: [USA]", "", "country is not targeted: none given, wanted USA");
    targeting(
        "regions: [NY]",
        "'device': {'geo': {'region': 'CA'}}",
        "region is not targeted: CA, wanted NY");
    targeting(
        "cities: [Berlin]",
        "'device': {'geo': {'city': 'Hamburg'}}",
        "city is not targeted: Hamburg, wanted Berlin");
    targeting(
        "metros: ['501', '502', '503', '504', '505', '506', '507', '508', '509', '510']",
        "'device': {'geo': {'metro': '807'}}",
        "metro is not targeted: 807, wanted 501, 502, 503, 504, 505, 506, 507, 508 or 2 more");
    targeting(
        "zips: ['10115', 'sw1a 1aa']",
        "'device': {'geo': {'zip': '10117'}}",
        "postal code is not targeted: 10117, wanted 10115 or sw1a 1aa");
    targeting(
        "near: [{lat: 52.5, lon: 13.4, radiusKm: 10}]",
        "'device': {'geo': {'lat': 48.1, 'lon': 11.6}}",
        "not within a targeted radius: 48.1/11.6, wanted within 10.0 km of 52.5/13.4");
    targeting(
        "deviceTypes: [phone, tablet]",
        "'device': {'devicetype': 3}",
        "device type is not targeted: tv, wanted phone, tablet or mobile");
    targeting(
        "operatingSystems: [{name: iOS, minVersion: '14.2'}]",
        "'device': {'os': 'ios', 'osv': '13.1'}",
        "operating system or its version is not targeted: iOS 13.1, wanted iOS from 14.2");
    targeting(
        "browsers: [Safari]",
        "'device': {'ua': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101"
            + " Firefox/140.0'}",
        "browser is not targeted: Firefox, wanted Safari");
    targeting(
        "connectionTypes: [wifi]",
        "'device': {'connectiontype': 99}",
        "connection type is not targeted: 99, wanted wifi");
    targeting(
        "languages: [de]",
        "'device': {'language': 'en-US'}",
        "device language is not targeted: en-us, wanted de");
    targeting(
        "domains: [news.example], bundles: [com.one]",
        "'site': {'domain': 'cnn.example'}",
        "site or app is not targeted: cnn.example, wanted news.example or com.one");
    targeting(
        "excludedDomains: [example]",
        "'site': {'domain': 'cnn.example'}",
        "site or app is excluded: cnn.example matches .example");
    targeting(
        "excludedDomains: [cnn.example]",
        "'site': {'domain': 'cnn.example'}",
        "site or app is excluded: cnn.example matches cnn.example");
    targeting(
        "excludedBundles: [com.one]",
        "'app': {'bundle': 'com.one'}",
        "site or app is excluded: com.one matches com.one");
    targeting(
        "publishers: [p1]",
        "'site': {'publisher': {'id': 'p2'}}",
        "publisher is not targeted: p2, wanted p1");
    targeting(
        "contentCategories: [IAB1]",
        "'site': {'cat': ['IAB2-1'], 'content': {'cat': ['IAB10']}}",
        "content category is not targeted: IAB2-1 and IAB10, wanted IAB1");
    targeting(
        "segments: ['7']",
        "'user': {'data': [{'segment': [{'id': '8'}, {'id': '9'}]}]}",
        "segment is not targeted: 8 and 9, wanted 7");
    targeting(
        "keywords: [red shoes]",
        "'site': {'keywords': ' film ,,red'}, 'user': {'keywords': 'shoes'}",
        "keyword is not targeted: film, red and shoes, wanted red shoes");
    targeting(
        "hours: [tue 08-10]",
        "'device': {'geo': {'utcoffset': 120}}",
        "hour of the week is not targeted: mon 14-15, wanted tue 08-09 or tue 09-10");
    targeting(
        "age: {min: 18, max: 30}",
        "'user': {'yob': 2010}",
        "age is not targeted: 16, wanted 18 to 30");
    targeting(
        "age: {min: 18}", "'user': {'yob': 2010}", "age is not targeted: 16, wanted at least 18");
    targeting(
        "genders: [F, O]", "'user': {'gender': 'M'}", "gender is not targeted: M, wanted F or O");

    campaign(
        "flight: {start: 2026-06-02, end: 2026-06-03}",
        "",
        "outside its flight: 2026-06-01T12:00:00Z, wanted from 2026-06-02T00:00:00Z to before"
            + " 2026-06-04T00:00:00Z");
    campaign("", "'wseat': ['t', 'u']", "its seat is not allowed to bid: s, wanted t or u");
    campaign("", "'bseat': ['s']", "its seat is not allowed to bid: s matches s");
    campaign(
        "",
        "'badv': ['other.example', 'shop.example']",
        "the advertiser's domain is blocked: de.shop.example matches .shop.example");
    imp(
        "deals: [d1, d2]",
        SLOT + ", 'pmp': {'deals': [{'id': 'd3'}, {'id': 'd2', 'wseat': ['t']}]}",
        Rule.DEAL.text() + ": d3 and d2 (not open to its seat or domain), wanted d1 or d2");

    ad("categories: [IAB7-39], " + BANNER, SLOT, "'bcat': ['IAB7']", "IAB7-39 matches IAB7");
    ad(BANNER, SLOT, "'bcat': ['IAB2']", "IAB2-1 matches IAB2");
    ad(
        "categories: [IAB7], " + BANNER,
        SLOT,
        "'acat': ['IAB7', 'IAB1']",
        "IAB7 and IAB2-1, wanted IAB7 or IAB1");
    ad(
        "apis: [7], " + BANNER,
        "'banner': {'w': 300, 'h': 250, 'api': [3, 5]}",
        "",
        "3 and 5, wanted 7");
    ad("bundle: com.me, " + BANNER, SLOT, "'bapp': ['com.me']", "com.me matches com.me");
    ad(
        BANNER,
        "'banner': {'w': 728, 'h': 90, 'format': [{'w': 970, 'h': 250}]}",
        "",
        "300x250, wanted 728x90 or 970x250");
    ad(BANNER, "'instl': 1, 'banner': {'w': 640, 'h': 960}", "", "300x250, wanted half of 640x960");
    ad(BANNER, "'video': {'w': 400}, 'audio': {'feed': 1}", "", "banner, wanted video or audio");
    ad(
        BANNER,
        "'banner': {'w': 300, 'h': 250, 'mimes': ['image/png', 'image/gif']}",
        "",
        "image/jpeg, wanted image/png or image/gif");
    ad(BANNER, "'banner': {'w': 300, 'h': 250, 'btype': [2]}", "", "type 2");
    ad(
        "attributes: [1, 6], " + BANNER,
        "'banner': {'w': 300, 'h': 250, 'battr': [6]}",
        "",
        "attribute 6");
    ad(VIDEO, "'video': {'linearity': 2}", "", "linear, wanted an overlay");
    ad(VIDEO, "'video': {'maxduration': 14}", "", "15 seconds, wanted 0 to 14");
    ad(VIDEO, "'video': {'rqddurs': [10, 20]}", "", "15 seconds, wanted 10 or 20");
    ad(VIDEO, "'video': {'minbitrate': 1000}", "", "900 kbit/s, wanted 1000 or more");
    ad(VIDEO, "'video': {'protocols': [2, 5]}", "", "protocol 3, wanted 2 or 5");
    ad(VIDEO, "'video': {'mimes': ['video/webm']}", "", "video/mp4, wanted video/webm");
    ad(
        VIDEO,
        "'video': {'w': 400, 'h': 300, 'boxingallowed': 0}",
        "",
        "1280x720, wanted 400x300 without bars");
    ad(
        "native: {link: 'https://a.example', title: T}",
        "'native': {'request': {'native': {'assets': [{'id': 1, 'title': {'len': 90}},"
            + " {'id': 7, 'required': 1, 'img': {'type': 3}}]}}}",
        "",
        "nothing for its required asset 7, image");
    ad("languages: [de], " + BANNER, SLOT, "'wlang': ['en', 'fr']", "de, wanted en or fr");
    ad(
        "secure: false, " + BANNER,
        "'secure': 1, " + SLOT,
        "",
        "secure: false, wanted secure: true");

    assertEquals(String.join("\n", expected), String.join("\n", told));
    // An advertiser's setting: DemandsTest.
    assertEquals(EnumSet.complementOf(EnumSet.of(Rule.OUT, Rule.CATEGORY_UNKNOWN)), met);
  }

  private void targeting(String targeting, String request, String why) throws IOException {
    campaign("targeting: {" + targeting + "}", request, why);
  }

  private void campaign(String keys, String request, String why) throws IOException {
    expected.add(why);
    told.add(why(keys, BANNER, SLOT, request));
  }

  private void imp(String keys, String imp, String why) throws IOException {
    expected.add(why);
    told.add(why(keys, BANNER, imp, ""));
  }

  private void ad(String keys, String imp, String request, String detail) throws IOException {
    expected.add(detail);
    String why = why("", keys, imp, request);
    told.add(why.substring(why.indexOf(": ") + 2));
  }

  /** The reason that the only campaign does not bid. */
  private String why(String campaignKeys, String adKeys, String imp, String request)
      throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(
        file,
        """
        advertisers: [{id: a, domain: de.shop.example, seat: s, categories: [IAB2-1]}]
        campaigns:
          - {id: c, advertiser: a, economics: {averageOrderValue: 1, roasCoefficient: 1}, %s
             creatives: [{id: k, %s}]}
        """
            .formatted(campaignKeys.isEmpty() ? "" : campaignKeys + ",", adKeys));
    Catalogue catalogue = CatalogueReader.read(file);
    BidRequest bidRequest = new BidRequest();
    byte[] json =
        "{'id': 'r', 'imp': [{'id': '1', %s}]%s}"
            .formatted(imp, request.isEmpty() ? "" : ", " + request)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    assertNull(new BidRequestReader().read(json, 0, json.length, ExtraPaths.none(), bidRequest));
    Selector selector = new Selector(new CampaignIndex(catalogue));
    Candidates found = new Candidates();
    CampaignScan scan = selector.scan(bidRequest, "default", NOW);
    Rule stoppedBy = scan.stoppedBy(0, bidRequest.imps.get(0), found);
    assertNotNull(stoppedBy, campaignKeys);
    met.add(stoppedBy);
    selector.begin(bidRequest, "default", NOW);
    assertNotNull(selector.select(bidRequest.imps.get(0), found));
    return scan.why(0, stoppedBy, bidRequest.imps.get(0));
  }
}
