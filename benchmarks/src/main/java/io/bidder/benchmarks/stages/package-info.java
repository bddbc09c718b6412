/** Benchmarks of each stage of the bid path, and of the whole of it without sockets. */
@NullMarked
package io.bidder.benchmarks.stages;

import org.jspecify.annotations.NullMarked;
