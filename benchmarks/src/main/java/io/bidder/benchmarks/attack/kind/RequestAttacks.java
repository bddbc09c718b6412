package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.HttpBytes;
import io.bidder.benchmarks.attack.wire.Tactic;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Attacks by bid requests that are valid, or nearly. */
final class RequestAttacks {
  private static final int HEAVY_PER_SECOND = 50;
  private static final int GOOD_PER_SECOND = 300;

  /** After so many requests every deal has had long texts. */
  private static final int GROWERS = 2_048;

  private RequestAttacks() {}

  /** All of them, with a catalogue that is large for those that are about it. */
  static List<Attack> all(Stage large) {
    Stage beside = large.beside(GOOD_PER_SECOND);
    return List.of(
        Attack.of(
            "memory-growers",
            "requests of 1 KB that unzip to 250 KB of texts, each in another place, 300 a second",
            victim -> Tactic.sending(growers()).messagesPerSecond(300)),
        heavy("colliding-names", "262 KB of names that hash alike", Bodies::collidingNames),
        heavy("new-names", "262 KB of ever other names", Bodies::newNames),
        heavy("blocklists", "4,096 blocked advertisers, categories and apps", Bodies::blocklists),
        heavy("keywords", "262 KB of keywords in one text", Bodies::keywords),
        heavy("keyword-list", "262 KB of keywords in a list", Bodies::keywordList),
        heavy("segments", "262 KB of segments", Bodies::segments),
        heavy("same-ids", "262 KB of impressions and deals of the same ids", Bodies::sameIds),
        heavy("deep-json", "262 KB of objects 60 deep", Bodies::deep),
        heavy("too-deep-json", "130,000 arrays in each other", Bodies::tooDeep),
        heavy("long-numbers", "262 KB of numbers of 999 digits", Bodies::longNumbers),
        heavy("escapes", "262 KB of escaped characters", Bodies::escapes),
        heavy("long-user-agent", "a user agent of 58 KB", Bodies::longUserAgent),
        heavy("native-assets", "a native request of 64 KB in a text", Bodies::nativeAssets),
        Attack.of(
            "imps-and-deals",
            "64 impressions with 64 deals each, 50 a second beside 300 good ones",
            beside,
            victim ->
                Tactic.sending(HttpBytes.zippedBid(Bodies.manyImpsAndDeals(first(victim))))
                    .messagesPerSecond(HEAVY_PER_SECOND)),
        Attack.of(
            "worst-valid",
            "every heavy request in turn, 50 a second beside 300 good ones",
            beside,
            victim -> Tactic.sending(worst(first(victim))).messagesPerSecond(HEAVY_PER_SECOND)));
  }

  private static Attack heavy(String name, String what, UnaryOperator<byte[]> body) {
    return Attack.of(
        name,
        what + ", 50 requests a second",
        victim ->
            Tactic.sending(HttpBytes.zippedBid(body.apply(first(victim))))
                .messagesPerSecond(HEAVY_PER_SECOND));
  }

  private static List<byte[]> growers() {
    return LongStream.range(0, GROWERS)
        .mapToObj(Bodies::memoryGrower)
        .map(HttpBytes::zippedBid)
        .toList();
  }

  private static List<byte[]> worst(byte[] good) {
    return List.<UnaryOperator<byte[]>>of(
            Bodies::manyImpsAndDeals,
            Bodies::collidingNames,
            Bodies::blocklists,
            Bodies::keywords,
            Bodies::keywordList,
            Bodies::segments,
            Bodies::sameIds,
            Bodies::deep,
            Bodies::longNumbers)
        .stream()
        .map(body -> HttpBytes.zippedBid(body.apply(good)))
        .toList();
  }

  private static byte[] first(Victim victim) {
    return victim.goodBodies().getFirst();
  }
}
