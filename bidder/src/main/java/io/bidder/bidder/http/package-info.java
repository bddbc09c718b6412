/**
 * HTTP/1.1 between exchanges and the bid path: requests in, answers out in their order, and every
 * limit on the way.
 */
@NullMarked
package io.bidder.bidder.http;

import org.jspecify.annotations.NullMarked;
