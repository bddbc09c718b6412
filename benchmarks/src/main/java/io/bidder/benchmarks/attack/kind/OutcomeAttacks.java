package io.bidder.benchmarks.attack.kind;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.HttpBytes;
import io.bidder.benchmarks.attack.wire.Tactic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Attacks on the URLs by which others tell what became of bids. */
final class OutcomeAttacks {
  private static final int TOKEN_BYTES = 180;
  private static final int FORGED = 1_000;
  private static final Pattern NOTICE = Pattern.compile("/n/b/[A-Za-z0-9_-]+");

  private OutcomeAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.of(
            "forged-tokens",
            "notices whose tokens nobody signed, 5,000 a second",
            victim -> Tactic.sending(forged()).messagesPerSecond(5_000)),
        Attack.of(
            "replayed-notices",
            "one bid's billing notice again and again, 5,000 times a second",
            victim ->
                Tactic.sending(HttpBytes.get(notice(victim) + "?price=1"))
                    .messagesPerSecond(5_000)),
        Attack.of(
            "long-queries",
            "notices whose query has 15 KB, and such that are longer than a line may be",
            victim ->
                Tactic.sending(
                        List.of(
                            HttpBytes.get("/n/w/AQ?price=" + "9".repeat(15_000)),
                            HttpBytes.get("/n/w/AQ?" + "a=%31&".repeat(2_500)),
                            HttpBytes.get("/n/conversion?click=AQ&order=" + "x".repeat(1 << 20))))
                    .messagesPerSecond(1_000)),
        Attack.of(
            "conversion-posts",
            "200 KB of orders that no advertiser's server sent, 200 a second",
            victim ->
                Tactic.sending(
                        HttpBytes.post(
                            "/n/conversions",
                            orders(),
                            "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\n"))
                    .messagesPerSecond(200)));
  }

  private static List<byte[]> forged() {
    Random random = new Random(7);
    byte[] token = new byte[TOKEN_BYTES];
    return random
        .ints(FORGED)
        .mapToObj(i -> {
          random.nextBytes(token);
          // Of the version that is known, as the others cost nothing.
          token[0] = 2;
          String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
          return HttpBytes.get("/n/" + "wblic".charAt(i & 3) + "/" + text + "?price=1");
        })
        .toList();
  }

  private static byte[] orders() {
    String order = "{\"click\":\"AQ\",\"order\":\"A-1\",\"value\":12.34,\"currency\":\"EUR\"}";
    return ("[" + (order + ",").repeat(3_000) + order + "]").getBytes(UTF_8);
  }

  /** The path of the notice that a bid is billed, of a bid that is made. */
  private static String notice(Victim victim) {
    InetSocketAddress server = victim.server().address();
    URI bids = URI.create("http://127.0.0.1:" + server.getPort() + HttpBytes.BID);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String answer =
          client
              .send(
                  HttpRequest.newBuilder(bids)
                      .POST(BodyPublishers.ofByteArray(victim.goodBodies().getFirst()))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      Matcher notice = NOTICE.matcher(answer);
      if (!notice.find()) {
        throw new IllegalStateException("no billing notice in " + answer);
      }
      return notice.group();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a bid was asked for", e);
    }
  }
}
