/** Alarms: what a log tells of a server that goes wrong, before it costs money. */
@NullMarked
package io.bidder.trainer.alarm;

import org.jspecify.annotations.NullMarked;
