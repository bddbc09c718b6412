/** From a bid request and an ad to the raw values that a model's features read. */
@NullMarked
package io.bidder.bidder.feature;

import org.jspecify.annotations.NullMarked;
