@NullMarked
package io.bidder.benchmarks.replay.mapping;

import org.jspecify.annotations.NullMarked;
