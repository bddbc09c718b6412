/** Privacy signals of a request, forgetting what they forbid to use, and hashes of persons. */
@NullMarked
package io.bidder.bidder.privacy;

import org.jspecify.annotations.NullMarked;
