/** Metrics of a model, and the report of them as text, JSON and HTML. */
@NullMarked
package io.bidder.trainer.report;

import org.jspecify.annotations.NullMarked;
