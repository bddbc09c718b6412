/** The configuration of a server: typed, immutable, checked as a whole before anything starts. */
@NullMarked
package io.bidder.bidder.config;

import org.jspecify.annotations.NullMarked;
