package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.Duration;

/**
 * The limits of explanations; the keys below {@code admin.explain}.
 *
 * @param maxBodyBytes of the request to explain
 * @param maxCampaigns listed in one answer, which its impressions share; all are counted
 * @param maxAnswerBytes after which nothing more is listed
 * @param timeout after which nothing more is looked at
 * @param maxWaiting requests that wait for the one that is explained
 */
public record ExplainConfig(
    int maxBodyBytes, int maxCampaigns, int maxAnswerBytes, Duration timeout, int maxWaiting) {
  static ExplainConfig read(Section section) {
    return new ExplainConfig(
        section.get("maxBodyBytes", Types.bytes(1 << 10, 64 << 20)).or(256 << 10),
        section.get("maxCampaigns", Types.integer(1, 1_000_000)).or(1000),
        section.get("maxAnswerBytes", Types.bytes(64 << 10, 1 << 30)).or(4 << 20),
        section
            .get("timeout", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(1)))
            .or(Duration.ofSeconds(2)),
        section.get("maxWaiting", Types.integer(0, 16)).or(4));
  }
}
