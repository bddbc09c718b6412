/** Which threads go first where there are more of them than cores. */
@NullMarked
package io.bidder.settings.scheduling;

import org.jspecify.annotations.NullMarked;
