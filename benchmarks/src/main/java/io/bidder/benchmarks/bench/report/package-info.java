/** A benchmark's result as a table, JSON and one HTML page. */
@NullMarked
package io.bidder.benchmarks.bench.report;

import org.jspecify.annotations.NullMarked;
