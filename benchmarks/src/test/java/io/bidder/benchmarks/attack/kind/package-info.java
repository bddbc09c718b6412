@NullMarked
package io.bidder.benchmarks.attack.kind;

import org.jspecify.annotations.NullMarked;
