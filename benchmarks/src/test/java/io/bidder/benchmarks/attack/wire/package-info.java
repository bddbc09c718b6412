@NullMarked
package io.bidder.benchmarks.attack.wire;

import org.jspecify.annotations.NullMarked;
