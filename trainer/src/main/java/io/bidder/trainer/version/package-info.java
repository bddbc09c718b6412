/** The files of a trained version, and what it predicts on rows of a log. */
@NullMarked
package io.bidder.trainer.version;

import org.jspecify.annotations.NullMarked;
