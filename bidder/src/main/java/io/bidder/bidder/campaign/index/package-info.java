/** Finds the ads that may bid for an impression, without looking at every campaign. */
@NullMarked
package io.bidder.bidder.campaign.index;

import org.jspecify.annotations.NullMarked;
