/** Isotonic calibration of a head on rows that training did not see. */
@NullMarked
package io.bidder.trainer.calibration;

import org.jspecify.annotations.NullMarked;
