@NullMarked
package io.bidder.benchmarks.market;

import org.jspecify.annotations.NullMarked;
