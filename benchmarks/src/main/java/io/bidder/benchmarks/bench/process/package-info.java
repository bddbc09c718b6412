/** The processes that are measured: how they are started, and what they and the kernel count. */
@NullMarked
package io.bidder.benchmarks.bench.process;

import org.jspecify.annotations.NullMarked;
