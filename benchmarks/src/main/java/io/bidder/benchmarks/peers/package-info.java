/** Bid servers as people build them in an afternoon with well-known libraries, to compare with. */
@NullMarked
package io.bidder.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
