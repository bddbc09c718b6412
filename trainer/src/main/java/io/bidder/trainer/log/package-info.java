/** Labelled log files, read through a schema file into encoded rows. */
@NullMarked
package io.bidder.trainer.log;

import org.jspecify.annotations.NullMarked;
