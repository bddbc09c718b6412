/** Leases budgets to the servers of a fleet. */
@NullMarked
package io.bidder.bidder.bank;

import org.jspecify.annotations.NullMarked;
