@NullMarked
package io.bidder.benchmarks.attack.victim;

import org.jspecify.annotations.NullMarked;
