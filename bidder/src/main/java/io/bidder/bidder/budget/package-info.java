/** The budgets of campaigns, their spend, and the money that their bids may still cost. */
@NullMarked
package io.bidder.bidder.budget;

import org.jspecify.annotations.NullMarked;
