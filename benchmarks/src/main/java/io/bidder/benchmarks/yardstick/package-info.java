/**
 * A well-known learner, gradient boosted trees, on the same rows as the product's models: what they
 * are held against.
 */
@NullMarked
package io.bidder.benchmarks.yardstick;

import org.jspecify.annotations.NullMarked;
