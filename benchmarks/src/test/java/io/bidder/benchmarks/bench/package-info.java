@NullMarked
package io.bidder.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
