@NullMarked
package io.bidder.bidder.campaign.index;

import org.jspecify.annotations.NullMarked;
