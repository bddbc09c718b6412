/** The pacer beside published ones, in the market's week of auctions. */
@NullMarked
package io.bidder.benchmarks.pacing;

import org.jspecify.annotations.NullMarked;
