package io.bidder.bidder.campaign.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A catalogue of one campaign, as a file has it, against a request of one impression. */
final class OneCampaign {
  private OneCampaign() {}

  /**
   * The rule that stops the campaign, empty for none: the scan's, with which the index must agree.
   *
   * @param impKeys JSON with single quotes, as the request's
   */
  static String stoppedBy(
      Path directory, String advertiserKeys, String campaignKeys, String impKeys, String request)
      throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(
        file,
        """
        advertisers: [{id: a, seat: s, %s}]
        campaigns:
          - {id: c, advertiser: a, economics: {averageOrderValue: 1, roasCoefficient: 1}, %s}
        """
            .formatted(advertiserKeys, campaignKeys));
    byte[] json =
        "{'id': 'r', 'imp': [{'id': '1', %s}]%s}"
            .formatted(impKeys, request.isEmpty() ? "" : ", " + request)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    BidRequest read = new BidRequest();
    assertNull(new BidRequestReader().read(json, 0, json.length, ExtraPaths.none(), read));
    Selector selector = new Selector(new CampaignIndex(CatalogueReader.read(file)));
    Candidates found = new Candidates();
    CampaignScan scan = selector.scan(read, "default", 0);
    Rule rule = scan.stoppedBy(0, read.imps.get(0), found);
    selector.begin(read, "default", 0);
    assertEquals(rule == null, selector.select(read.imps.get(0), found) == null, request);
    return rule == null ? "" : rule.name();
  }
}
