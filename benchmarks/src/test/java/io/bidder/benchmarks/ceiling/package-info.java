@NullMarked
package io.bidder.benchmarks.ceiling;

import org.jspecify.annotations.NullMarked;
