/** How fast the engine alone is, without a server around it. */
@NullMarked
package io.bidder.benchmarks.ceiling;

import org.jspecify.annotations.NullMarked;
