/** What a server is loaded with to see what it can do. */
@NullMarked
package io.bidder.benchmarks.load;

import org.jspecify.annotations.NullMarked;
