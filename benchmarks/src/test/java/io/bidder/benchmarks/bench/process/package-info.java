@NullMarked
package io.bidder.benchmarks.bench.process;

import org.jspecify.annotations.NullMarked;
