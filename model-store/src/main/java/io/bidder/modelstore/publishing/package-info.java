/** What becomes of a version between its maker and the store: its network is split and verified. */
@NullMarked
package io.bidder.modelstore.publishing;

import org.jspecify.annotations.NullMarked;
