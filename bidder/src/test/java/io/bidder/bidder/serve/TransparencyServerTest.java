package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Bids for requests that want to know of ads what the Digital Services Act has people told. */
@TestInstance(Lifecycle.PER_CLASS)
class TransparencyServerTest {
  /** Ads of 300x250 tell and do not render, of 320x50 render, and of 728x90 tell nothing. */
  private static final String CATALOGUE =
      """
      advertisers:
        - id: a
          domain: a.example
          seat: s
          dsa: {behalf: "A \\"quoted\\" AG", paid: B GmbH,
                transparency: [{domain: dsp.example, params: [1, 2]}]}
        - {id: b, domain: b.example, seat: s, dsa: {behalf: B, adRender: true}}
        - {id: c, domain: c.example, seat: s}
      campaigns:
        - id: ca
          advertiser: a
          economics: {averageOrderValue: 2000, roasCoefficient: 0.25}
          creatives: [{id: c1, banner: {size: 300x250, markup: m}}]
        - id: cb
          advertiser: b
          economics: {averageOrderValue: 2000, roasCoefficient: 0.25}
          creatives: [{id: c2, banner: {size: 320x50, markup: m}}]
        - id: cc
          advertiser: c
          economics: {averageOrderValue: 2000, roasCoefficient: 0.25}
          creatives: [{id: c3, banner: {size: 728x90, markup: m}}]
      """;

  private static final String TOLD =
      "{'behalf':'A \\\"quoted\\\" AG','paid':'B GmbH','transparency':[{'domain':'dsp.example',"
          + "'dsaparams':[1,2]}],'adrender':0}";
  private static final String BRIEF =
      "{'behalf':'A \\\"quoted\\\" AG','paid':'B GmbH','adrender':0}";
  private static final String RENDERED = "{'behalf':'B','paid':'B','adrender':1}";

  private RunningBidder bidder;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Path catalogue = Files.writeString(directory.resolve("c.yaml"), CATALOGUE);
    bidder = new RunningBidder("catalogue.file=" + catalogue);
  }

  @AfterAll
  void stop() throws Exception {
    bidder.close();
  }

  private static String request(String size, String regs) {
    return """
    {"id": "r", "imp": [{"id": "1", "banner": {"w": %s}}], "site": {"domain": "news1.example"},
     "regs": %s}
    """
        .formatted(size.replace("x", ", \"h\": "), regs.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'ext':{'dsa':{'dsarequired':2}}}                              | TOLD",
        "{'dsa':{'dsarequired':3}}                                      | TOLD",
        "{'ext':{'dsa':{'dsarequired':'3','pubrender':2}}}              | TOLD",
        "{'ext':{'dsa':{'dsarequired':1,'pubrender':1,'datatopub':1}}}  | TOLD",
        "{'ext':{'dsa':{'dsarequired':2,'datatopub':2}}}                | TOLD",
        "{'ext':{'dsa':{'dsarequired':2,'datatopub':0}}}                | BRIEF",
        "{'ext':{'dsa':{'dsarequired':9}}}                              | TOLD",
        "{'ext':{'dsa':{'dsarequired':2,'pubrender':0}}}                | NO BID",
        "{'dsa':{'dsarequired':0},'ext':{'dsa':{'dsarequired':3,'pubrender':0}}} | NO BID",
        "{'ext':{'dsa':{'dsarequired':1,'pubrender':0}}}                | PLAIN",
        "{'ext':{'dsa':{'dsarequired':0}}}                              | PLAIN",
        "{'ext':{'dsa':{}}}                                             | PLAIN",
        "{}                                                             | PLAIN",
      })
  void bidShouldTellWhatIsWantedWhenItsAdvertiserHasIt(String regs, String expected)
      throws Exception {
    assertBid("300x250", regs, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "320x50 | {'ext':{'dsa':{'dsarequired':3,'pubrender':0}}}   | RENDERED",
        "320x50 | {'ext':{'dsa':{'dsarequired':3,'pubrender':2}}}   | NO BID",
        "320x50 | {'ext':{'dsa':{'dsarequired':1,'pubrender':2}}}   | PLAIN",
        "728x90 | {'ext':{'dsa':{'dsarequired':2}}}                 | NO BID",
        "728x90 | {'dsa':{'dsarequired':3}}                         | NO BID",
        "728x90 | {'ext':{'dsa':{'dsarequired':'yes'}}}             | NO BID",
        "728x90 | {'ext':{'dsa':{'dsarequired':true}}}              | NO BID",
        "728x90 | {'ext':{'dsa':{'dsarequired':1}}}                 | PLAIN",
        "728x90 | {'ext':{'dsa':{'dsarequired':null}}}              | PLAIN",
      })
  void bidShouldNotBeMadeWhenWhatIsWantedCannotBeTold(String size, String regs, String expected)
      throws Exception {
    assertBid(size, regs, expected);
  }

  private void assertBid(String size, String regs, String expected) throws Exception {
    String request = request(size, regs);
    HttpResponse<String> answer = bidder.bid(request);
    if (expected.equals("NO BID")) {
      assertEquals(204, answer.statusCode());
      assertEquals("NO_TRANSPARENCY", answer.headers().firstValue("x-bidder-nobid").orElse(""));
      assertTrue(
          bidder.explain(request).at("/imps/0/campaigns").toString().contains("NO_TRANSPARENCY"));
      return;
    }
    JsonNode bid = JsonMapper.shared().readTree(answer.body()).at("/seatbid/0/bid/0");
    String told =
        switch (expected) {
          case "TOLD" -> TOLD;
          case "BRIEF" -> BRIEF;
          case "RENDERED" -> RENDERED;
          default -> "";
        };
    assertEquals(
        told.isEmpty() ? "" : JsonMapper.shared().readTree(told.replace('\'', '"')).toString(),
        bid.at("/ext/dsa").toString());
  }
}
