/** The raw values that a model's features read, from a bid request and an ad. */
@NullMarked
package io.bidder.bidder.feature;

import org.jspecify.annotations.NullMarked;
