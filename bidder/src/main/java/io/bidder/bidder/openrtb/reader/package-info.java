/** Reading OpenRTB requests from JSON. */
@NullMarked
package io.bidder.bidder.openrtb.reader;

import org.jspecify.annotations.NullMarked;
