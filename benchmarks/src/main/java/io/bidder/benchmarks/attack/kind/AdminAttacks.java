package io.bidder.benchmarks.attack.kind;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bidder.benchmarks.attack.victim.ServerLog;
import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.HttpBytes;
import io.bidder.benchmarks.attack.wire.Tactic;
import io.bidder.benchmarks.attack.wire.Volume;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Attacks on the admin port, and on the log. */
final class AdminAttacks {
  private static final String EXPLAIN = "/explain";
  private static final int TEN_THOUSAND = 10_000;

  private AdminAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.of(
            "explain-flood",
            "POST /explain on 24 connections",
            victim ->
                Tactic.sending(explain(victim.goodBodies().getFirst())).connections(24).admin()),
        Attack.of(
            "explain-large",
            "POST /explain of 64 impressions with 10,000 campaigns, one after the other",
            Stage.SMALL.with(TEN_THOUSAND, "1g"),
            victim ->
                Tactic.sending(explain(Bodies.manyImps(victim.goodBodies().getFirst(), 64, 0)))
                    .connections(1)
                    .admin()),
        Attack.of(
            "scrape-flood",
            "GET /metrics on 24 connections",
            victim -> Tactic.sending(HttpBytes.get("/metrics")).connections(24).admin()),
        Attack.of(
            "campaigns-flood",
            "GET /campaigns, and pauses in the name of another site's page, on 24 connections",
            victim ->
                Tactic.sending(
                        List.of(
                            HttpBytes.get("/campaigns"),
                            HttpBytes.post(
                                "/campaigns/pause",
                                new byte[0],
                                "Origin: https://evil.example\r\n")))
                    .connections(24)
                    .admin()),
        Attack.of(
            "admin-idle",
            "400 connections to the admin port on which nothing comes",
            victim -> Tactic.silent().connections(400).admin()),
        Attack.of(
            "admin-slow",
            "400 connections to the admin port that send a body by bytes",
            victim ->
                Tactic.sending(HttpBytes.post(EXPLAIN, new byte[100_000], ""))
                    .connections(400)
                    .pieces(100, 300)
                    .admin()),
        Attack.at(
            "forged-lines",
            "line ends and escapes in ids, paths, headers and parameters, on both ports",
            Stage.SMALL,
            AdminAttacks::forge));
  }

  private static byte[] explain(byte[] body) {
    return HttpBytes.post(EXPLAIN, body, "");
  }

  /** Requests in whose every text there are lines as a log has them. */
  private static Volume forge(Victim victim) throws IOException {
    String line = "x\r\n" + ServerLog.FORGED + "\r\n\u001b[31m\u2028" + ServerLog.FORGED + "\r\n";
    String escaped = URLEncoder.encode(line, UTF_8).replace("+", "%20");
    byte[] body = forged(victim.goodBodies().getFirst(), line);
    List<byte[]> onBids =
        List.of(
            HttpBytes.bid(body),
            HttpBytes.bid(
                ("{\"id\":" + JsonMapper.shared().writeValueAsString(line) + ",").getBytes(UTF_8)),
            HttpBytes.get("/ad/" + escaped),
            HttpBytes.get("/ad/x?native=" + escaped + "&" + escaped + "=%zz"),
            HttpBytes.get("/ad/%zz" + escaped),
            HttpBytes.get("/" + escaped),
            HttpBytes.post("/openrtb2/" + escaped + "/bid", body, ""));
    List<byte[]> onAdmin =
        List.of(
            explain(body),
            HttpBytes.post(EXPLAIN + "?exchange=" + escaped, body, ""),
            HttpBytes.post(EXPLAIN + "?at=" + escaped, body, ""),
            // Times that arithmetic fails at: then what fails may be logged with the id.
            HttpBytes.post(EXPLAIN + "?at=" + Long.MAX_VALUE, body, ""),
            HttpBytes.post(EXPLAIN + "?at=" + Long.MIN_VALUE, body, ""),
            HttpBytes.get("/" + escaped),
            HttpBytes.get("/metrics?name=" + escaped));
    Tactic bids = Tactic.sending(onBids).connections(2).messagesPerSecond(100);
    Tactic admin = Tactic.sending(onAdmin).connections(2).messagesPerSecond(50).admin();
    return Together.attack(victim, List.of(bids, admin));
  }

  private static byte[] forged(byte[] good, String line) {
    ObjectNode request = (ObjectNode) JsonMapper.shared().readTree(good);
    request.put("id", line);
    ((ObjectNode) request.path("imp").get(0)).put("id", line).put("tagid", line);
    ((ObjectNode) request.path("device")).put("ua", line);
    return JsonMapper.shared().writeValueAsBytes(request);
  }
}
