package io.bidder.benchmarks.attack.kind;

import static io.bidder.benchmarks.attack.wire.HttpBytes.ascii;
import static io.bidder.benchmarks.attack.wire.HttpBytes.join;

import io.bidder.benchmarks.attack.victim.ServerFiles;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.HttpBytes;
import io.bidder.benchmarks.attack.wire.Tactic;
import io.bidder.benchmarks.attack.wire.Tactic.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Attacks on the bid port's HTTP. */
final class HttpAttacks {
  private static final String HEAD = "POST " + HttpBytes.BID + " HTTP/1.1\r\nHost: localhost\r\n";
  private static final int MANY = 2_000;

  private HttpAttacks() {}

  static List<Attack> all() {
    return List.of(
        Attack.of(
            "pipelining",
            "64 connections, each with 125 valid bid requests at once, again and again",
            victim -> Tactic.sending(bids(victim)).connections(64).depth(125)),
        Attack.of(
            "never-reading",
            "200 connections that send valid bid requests and read no answer",
            victim -> Tactic.sending(bids(victim)).connections(200).readsNothing()),
        Attack.of(
            "bad-escapes",
            "GET /ad/%zz on 8 connections, 5,000 a second",
            victim -> Tactic.sending(HttpBytes.get("/ad/%zz")).messagesPerSecond(5_000)),
        Attack.of(
            "slow-headers",
            "2,000 connections that send a header byte by byte",
            victim ->
                Tactic.sending(ascii(HEAD + "X-Slow: " + "a".repeat(500)))
                    .connections(MANY)
                    .pieces(1, 300)),
        Attack.of(
            "slow-bodies",
            "2,000 connections that send a body of 100 KB by 100 bytes",
            victim -> Tactic.sending(slowBody()).connections(MANY).pieces(100, 300)),
        Attack.of(
            "idle-connections",
            "4,200 connections from one address on which nothing comes",
            victim -> Tactic.silent().connections(4_200).opensPerSecond(4_000)),
        Attack.of(
            "connect-flood",
            "2,000 connections a second that are closed at once",
            victim ->
                Tactic.silent()
                    .connections(200)
                    .sources(8)
                    .opensPerSecond(MANY)
                    .ending(Ending.CLOSE)),
        Attack.of(
            "resets",
            "1,000 valid bid requests a second, whose connection is reset before the answer",
            victim ->
                Tactic.sending(bids(victim))
                    .connections(100)
                    .sources(4)
                    .opensPerSecond(1_000)
                    .messagesEach(1)
                    .ending(Ending.RESET)),
        Attack.of(
            "half-closed",
            "500 connections that end their half after a request, and one that ends within a"
                + " request",
            victim ->
                Tactic.sending(List.of(bids(victim).getFirst(), ascii(HEAD)))
                    .connections(500)
                    .sources(4)
                    .opensPerSecond(1_000)
                    .messagesEach(1)
                    .ending(Ending.HALF_CLOSE)),
        Attack.of(
            "colliding-headers",
            "2,000 headers whose names hash alike, 200 times a second",
            victim -> Tactic.sending(collidingHeaders()).messagesPerSecond(200)),
        Attack.of(
            "gzip-bombs",
            "64 KB that unzip to 64 MB, 100 times a second",
            victim ->
                Tactic.sending(HttpBytes.zippedBid(new byte[1 << 26])).messagesPerSecond(100)),
        Attack.of(
            "gzip-members",
            "a body of 12,000 empty gzip members, 100 times a second",
            victim -> Tactic.sending(gzipMembers()).messagesPerSecond(100)),
        Attack.of(
            "oversized-bodies",
            "bodies of a megabyte, half of them in chunks, 200 a second",
            victim -> {
              byte[] large = new byte[1 << 20];
              return Tactic.sending(
                      List.of(HttpBytes.bid(large), HttpBytes.chunkedBid(large, 1 << 12)))
                  .messagesPerSecond(200)
                  .messagesEach(1);
            }),
        Attack.of(
            "tiny-chunks",
            "bodies of 64 KB in chunks of one byte, 50 a second",
            victim -> {
              byte[] body = Bodies.filledTo(victim.goodBodies().getFirst(), 1 << 16);
              return Tactic.sending(HttpBytes.chunkedBid(body, 1)).messagesPerSecond(50);
            }),
        Attack.of(
            "malformed-json",
            "bid requests cut short, 5,000 a second",
            victim -> Tactic.sending(cut(victim.goodBodies())).messagesPerSecond(5_000)),
        Attack.of(
            "garbage",
            "bytes that are no HTTP, 1,000 a second",
            victim ->
                Tactic.sending(ascii("\u0016\u0003\u0001\u0002\u0000\u0001 no HTTP\r\n\r\n"))
                    .connections(50)
                    .sources(4)
                    .opensPerSecond(1_000)
                    .messagesEach(1)),
        Attack.of(
            "expecting",
            "500 connections that announce a body and wait to be told to go on",
            victim ->
                Tactic.sending(ascii(HEAD + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"))
                    .connections(500)),
        Attack.of(
            "unknown-paths",
            "GET of ever other paths, 5,000 a second",
            victim ->
                Tactic.sending(n -> HttpBytes.get("/no/such/path/" + n)).messagesPerSecond(5_000)),
        Attack.of(
            "native-notices",
            "win notices whose native parameter has 1,000 assets, 1,000 a second",
            victim ->
                Tactic.sending(
                        HttpBytes.get(
                            "/ad/" + ServerFiles.NATIVE_AD + "?native=0n" + ".1t0".repeat(3_500)))
                    .messagesPerSecond(1_000)));
  }

  private static List<byte[]> bids(Victim victim) {
    return victim.goodBodies().stream().map(HttpBytes::bid).toList();
  }

  /** Bid requests that are cut short, each at another place. */
  private static List<byte[]> cut(List<byte[]> bodies) {
    List<byte[]> cut = new ArrayList<>();
    for (byte[] body : bodies) {
      cut.add(HttpBytes.bid(Arrays.copyOf(body, 1 + 37 * cut.size() % (body.length - 1))));
    }
    return cut;
  }

  private static byte[] slowBody() {
    return ascii(HEAD + "Content-Length: 100000\r\n\r\n" + " ".repeat(100_000));
  }

  private static byte[] collidingHeaders() {
    StringBuilder headers = new StringBuilder();
    for (String name : CollidingNames.inOneBucket(MANY, 7)) {
      headers.append(name).append(":\r\n");
    }
    return HttpBytes.post(HttpBytes.BID, ascii("{}"), headers.toString());
  }

  private static byte[] gzipMembers() {
    byte[] empty = HttpBytes.gzip(new byte[0]);
    byte[] all = new byte[empty.length * 12_000];
    for (int i = 0; i < 12_000; i++) {
      System.arraycopy(empty, 0, all, i * empty.length, empty.length);
    }
    return join(
        ascii(HEAD + "Content-Encoding: gzip\r\nContent-Length: " + all.length + "\r\n\r\n"), all);
  }
}
