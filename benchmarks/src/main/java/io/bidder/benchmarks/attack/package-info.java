/** {@code ./run attack}: a good load beside one attack after the other. */
@NullMarked
package io.bidder.benchmarks.attack;

import org.jspecify.annotations.NullMarked;
