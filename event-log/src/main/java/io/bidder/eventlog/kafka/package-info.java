/** Events on their way from a log to a Kafka topic, and from there to whoever follows a fleet. */
@NullMarked
package io.bidder.eventlog.kafka;

import org.jspecify.annotations.NullMarked;
