/** How long finding the ads that may bid takes. */
@NullMarked
package io.bidder.benchmarks.select;

import org.jspecify.annotations.NullMarked;
