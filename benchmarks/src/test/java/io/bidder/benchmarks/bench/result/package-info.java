@NullMarked
package io.bidder.benchmarks.bench.result;

import org.jspecify.annotations.NullMarked;
