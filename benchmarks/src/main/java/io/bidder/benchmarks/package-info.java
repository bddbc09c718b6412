/** The measuring rods. */
@NullMarked
package io.bidder.benchmarks;

import org.jspecify.annotations.NullMarked;
