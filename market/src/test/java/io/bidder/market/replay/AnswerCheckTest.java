package io.bidder.market.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.market.load.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerCheckTest {
  private static final String REQUEST =
      """
      {"id": "r", "tmax": 75.0, "cur": ["USD", "EUR"], "imp": [
        {"id": "1", "bidfloor": 0.5},
        {"id": 2, "bidfloor": "3.0", "bidfloorcur": "EUR",
         "pmp": {"deals": [{"id": "d", "bidfloor": 7}]}}]}
      """;
  private static final String BID =
      """
      {"id": "r", "seatbid": [{"bid": [{"id": "b", "impid": "1", "price": 0.5, "crid": "c",
        "adomain": ["example.com"]}]}]}
      """;

  @Test
  void verdictShouldBeABidWhenEveryRuleIsKept() {
    assertEquals(AnswerCheck.Verdict.BID, verdict(200, BID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\": \"b\", | | bid without id",
        "\"impid\": \"1\" | \"impid\": \"\" | bid without impid",
        "\"crid\": \"c\" | \"crid\": 3 | bid without crid",
        "[\"example.com\"] | [] | bid without adomain",
        "\"impid\": \"1\" | \"impid\": \"9\" | impid is none of the request's",
        "0.5 | 0 | price is not above 0",
        "0.5 | \"0.5\" | price is not above 0",
        "0.5 | 0.49 | price is below the floor",
        "\"price\": 0.5 | \"price\": 9, \"dealid\": \"x\" | dealid is none of the imp's",
        "\"id\": \"r\", | | id is not the request's",
        "\"id\": \"r\" | \"id\": \"r\", \"cur\": \"JPY\" | cur is none of the request's",
        "seatbid | seats | neither a bid nor nbr",
        "} | ] | the body is no JSON"
      })
  void verdictShouldBeAnErrorWhenARuleIsBroken(String what, String by, String reason) {
    String broken = BID.replace(what, by == null ? "" : by);

    assertEquals(AnswerCheck.Verdict.error(reason), verdict(200, broken));
  }

  @Test
  void verdictShouldHoldAPriceAgainstItsDealsFloorWhenThereIsADeal() {
    String deal = "\"impid\": \"2\", \"dealid\": \"d\"";

    assertEquals(
        AnswerCheck.Verdict.error("price is below the floor"),
        verdict(200, BID.replace("\"impid\": \"1\"", deal)));
    assertEquals(
        AnswerCheck.Verdict.BID,
        verdict(200, BID.replace("\"impid\": \"1\"", deal).replace("0.5", "7")));
  }

  @Test
  void verdictShouldNotCompareAPriceWhenTheFloorIsInAnotherCurrency() {
    String other = BID.replace("\"impid\": \"1\"", "\"impid\": \"2\"");

    assertEquals(AnswerCheck.Verdict.BID, verdict(200, other));
    assertEquals(
        AnswerCheck.Verdict.error("price is below the floor"),
        verdict(200, other.replace("\"id\": \"r\"", "\"id\": \"r\", \"cur\": \"EUR\"")));
  }

  @Test
  void verdictShouldNameTheReasonWhenThereIsNoBid() {
    assertEquals("unknown", AnswerCheck.verdict(facts(), answer(204, "", "")).reason());
    assertEquals("PACING", AnswerCheck.verdict(facts(), answer(204, "PACING", "")).reason());
    assertEquals("nbr-8", verdict(200, "{\"id\": \"r\", \"nbr\": 8}").reason());
    assertEquals(
        new AnswerCheck.Verdict(AnswerCheck.Kind.NO_BID, "PACING"),
        AnswerCheck.verdict(facts(), answer(200, "PACING", "{\"id\": \"r\", \"nbr\": 8}")));
  }

  @Test
  void verdictShouldTellRefusalsFromErrorsWhenTheStatusIsNot200() {
    assertEquals(AnswerCheck.Verdict.MALFORMED, verdict(400, ""));
    assertEquals(AnswerCheck.Verdict.error("status 503"), verdict(503, ""));
  }

  @Test
  void verdictShouldBeAnErrorWhenARequestThatIsNoJsonGetsABid() {
    RequestFacts broken = RequestFacts.of("{\"id\": ".getBytes(StandardCharsets.UTF_8));

    assertEquals(AnswerCheck.Kind.ERROR, AnswerCheck.verdict(broken, answer(200, "", BID)).kind());
  }

  @Test
  void factsShouldBeReadWhenTypesAreAsExchangesWriteThem() {
    assertEquals(75, facts().tmaxMillis());
    assertEquals(Set.of("1", "2"), facts().imps().keySet());
  }

  private static AnswerCheck.Verdict verdict(int status, String body) {
    return AnswerCheck.verdict(facts(), answer(status, "", body));
  }

  private static RequestFacts facts() {
    return RequestFacts.of(REQUEST.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpAnswer answer(int status, String reason, String body) {
    return new HttpAnswer(
        status, Map.of("x-bidder-nobid", reason), body.getBytes(StandardCharsets.UTF_8));
  }
}
