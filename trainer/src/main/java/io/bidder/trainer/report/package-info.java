/** How good a model is: metrics, and the report as text, JSON and HTML. */
@NullMarked
package io.bidder.trainer.report;

import org.jspecify.annotations.NullMarked;
