@NullMarked
package io.bidder.benchmarks.attack;

import org.jspecify.annotations.NullMarked;
