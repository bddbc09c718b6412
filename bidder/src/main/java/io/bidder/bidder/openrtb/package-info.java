/** The bid request of OpenRTB as reused structures. */
@NullMarked
package io.bidder.bidder.openrtb;

import org.jspecify.annotations.NullMarked;
