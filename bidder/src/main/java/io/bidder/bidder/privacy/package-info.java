/** What a request's privacy signals leave to be used. */
@NullMarked
package io.bidder.bidder.privacy;

import org.jspecify.annotations.NullMarked;
