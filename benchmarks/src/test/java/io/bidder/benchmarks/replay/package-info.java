@NullMarked
package io.bidder.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
