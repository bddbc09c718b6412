/** Speaks HTTP as no client should, over many sockets on one thread. */
@NullMarked
package io.bidder.benchmarks.attack.wire;

import org.jspecify.annotations.NullMarked;
