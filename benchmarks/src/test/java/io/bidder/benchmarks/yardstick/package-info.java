@NullMarked
package io.bidder.benchmarks.yardstick;

import org.jspecify.annotations.NullMarked;
