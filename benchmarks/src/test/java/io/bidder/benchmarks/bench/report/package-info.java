@NullMarked
package io.bidder.benchmarks.bench.report;

import org.jspecify.annotations.NullMarked;
