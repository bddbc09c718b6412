@NullMarked
package io.bidder.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
