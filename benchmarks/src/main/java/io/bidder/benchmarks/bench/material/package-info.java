/** The models, campaigns and requests that subjects are measured with. */
@NullMarked
package io.bidder.benchmarks.bench.material;

import org.jspecify.annotations.NullMarked;
