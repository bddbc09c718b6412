@NullMarked
package io.bidder.benchmarks.bench.load;

import org.jspecify.annotations.NullMarked;
