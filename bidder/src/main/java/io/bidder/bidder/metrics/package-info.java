/** Every metric of the server, in Prometheus' format. */
@NullMarked
package io.bidder.bidder.metrics;

import org.jspecify.annotations.NullMarked;
