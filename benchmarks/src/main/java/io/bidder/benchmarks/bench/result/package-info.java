/** What a benchmark found: runs, rows of runs, and how they stand to the targets. */
@NullMarked
package io.bidder.benchmarks.bench.result;

import org.jspecify.annotations.NullMarked;
