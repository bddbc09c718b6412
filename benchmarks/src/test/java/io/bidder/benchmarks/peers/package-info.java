@NullMarked
package io.bidder.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
