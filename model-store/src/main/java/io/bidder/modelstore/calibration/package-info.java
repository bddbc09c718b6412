/** Maps from the probabilities that a network gives to those that are used. */
@NullMarked
package io.bidder.modelstore.calibration;

import org.jspecify.annotations.NullMarked;
