/** What there is to advertise: the catalogue file, and the index that finds what may bid. */
@NullMarked
package io.bidder.bidder.campaign;

import org.jspecify.annotations.NullMarked;
