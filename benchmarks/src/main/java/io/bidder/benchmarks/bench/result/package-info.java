/** The results of a benchmark: runs, rows of runs, and the targets beside them. */
@NullMarked
package io.bidder.benchmarks.bench.result;

import org.jspecify.annotations.NullMarked;
