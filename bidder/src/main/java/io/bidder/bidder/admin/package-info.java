/**
 * The port for operators: metrics, health, readiness, and why a request gets the answer it gets.
 */
@NullMarked
package io.bidder.bidder.admin;

import org.jspecify.annotations.NullMarked;
