/** What may see what, across all modules. */
@NullMarked
package io.bidder.benchmarks.architecture;

import org.jspecify.annotations.NullMarked;
