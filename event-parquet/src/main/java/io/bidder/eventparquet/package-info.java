/** {@code ./run events export}: the events of a log as Parquet. */
@NullMarked
package io.bidder.eventparquet;

import org.jspecify.annotations.NullMarked;
