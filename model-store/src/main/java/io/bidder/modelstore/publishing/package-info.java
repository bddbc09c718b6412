/** The way of a version from its maker to the store: its network is rewritten and verified. */
@NullMarked
package io.bidder.modelstore.publishing;

import org.jspecify.annotations.NullMarked;
