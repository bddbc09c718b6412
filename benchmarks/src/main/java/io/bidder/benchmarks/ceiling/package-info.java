/** The engine alone in a loop, without a server around it: the ceiling of every server. */
@NullMarked
package io.bidder.benchmarks.ceiling;

import org.jspecify.annotations.NullMarked;
