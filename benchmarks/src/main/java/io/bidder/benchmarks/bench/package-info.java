/** {@code ./run bench}: where the server stands beside the bare model and what people ship. */
@NullMarked
package io.bidder.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
