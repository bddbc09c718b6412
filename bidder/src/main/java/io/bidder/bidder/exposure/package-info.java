/** What persons were shown, and the caps on it. */
@NullMarked
package io.bidder.bidder.exposure;

import org.jspecify.annotations.NullMarked;
