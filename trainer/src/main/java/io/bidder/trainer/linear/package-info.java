/**
 * Logistic regression on the same features: the baseline of every report and the anchor of small
 * logs.
 */
@NullMarked
package io.bidder.trainer.linear;

import org.jspecify.annotations.NullMarked;
