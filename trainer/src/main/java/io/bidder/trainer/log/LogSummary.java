package io.bidder.trainer.log;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Summary of a log that was read.
 *
 * @param files the files in reading order
 * @param rows rows that can be used, broken ones not counted
 * @param fitRows of these, the first in time from which the features were learnt
 * @param brokenRows rows left out
 * @param broken the first of them: {@code file:line: reason}
 * @param clicks rows with a click; all of a log of clicks
 * @param conversions rows with a conversion
 * @param viewThrough conversions without a click, which are taken as none
 * @param timeOrdered whether rows had to be put in the order of their timestamps
 * @param firstTimestamp ISO-8601 instant of the first row, or null without timestamps
 * @param lastTimestamp ISO-8601 instant of the last row, or null without timestamps
 * @param unreadableNumbers values of numeric features that were no numbers, taken as missing
 * @param valuesLeftOut values beyond a bag's limit
 * @param missingShare by feature, the share of rows that have no value
 */
public record LogSummary(
    List<LogFile> files,
    long rows,
    long fitRows,
    long brokenRows,
    List<String> broken,
    long clicks,
    long conversions,
    long viewThrough,
    boolean timeOrdered,
    @Nullable String firstTimestamp,
    @Nullable String lastTimestamp,
    long unreadableNumbers,
    long valuesLeftOut,
    Map<String, Double> missingShare) {

  /**
   * A file of the log.
   *
   * @param sha256 of its bytes as they lie on disk
   * @param rows rows that can be used
   */
  public record LogFile(String file, String sha256, long bytes, long rows) {}
}
