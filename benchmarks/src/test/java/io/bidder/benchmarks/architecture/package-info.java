/** The rules on which module and package may see which, across all modules. */
@NullMarked
package io.bidder.benchmarks.architecture;

import org.jspecify.annotations.NullMarked;
