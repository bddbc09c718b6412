/**
 * The port for operators: metrics, health, readiness, and explanations of the answers to bid
 * requests.
 */
@NullMarked
package io.bidder.bidder.admin;

import org.jspecify.annotations.NullMarked;
