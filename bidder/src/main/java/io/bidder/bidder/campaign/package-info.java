/** Campaigns, their ads, and the candidates that they become for an impression. */
@NullMarked
package io.bidder.bidder.campaign;

import org.jspecify.annotations.NullMarked;
