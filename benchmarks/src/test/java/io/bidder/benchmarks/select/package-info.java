@NullMarked
package io.bidder.benchmarks.select;

import org.jspecify.annotations.NullMarked;
