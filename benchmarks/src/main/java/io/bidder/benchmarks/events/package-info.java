/** What it costs to write down what happened, and to read it back. */
@NullMarked
package io.bidder.benchmarks.events;

import org.jspecify.annotations.NullMarked;
