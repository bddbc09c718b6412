/** The benchmark of finding the ads that may bid. */
@NullMarked
package io.bidder.benchmarks.select;

import org.jspecify.annotations.NullMarked;
