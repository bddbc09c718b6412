/** The version that is served at the moment, and its change while workers score. */
@NullMarked
package io.bidder.modelstore.serving;

import org.jspecify.annotations.NullMarked;
