/** The reasons not to bid, which every stage and whoever tells of them share. */
@NullMarked
package io.bidder.bidder.nobid;

import org.jspecify.annotations.NullMarked;
