/** Bid requests read with JSON libraries, beside the reader of our own. */
@NullMarked
package io.bidder.benchmarks.json;

import org.jspecify.annotations.NullMarked;
