/** Features and the one encoder that trainer and bidder share. */
@NullMarked
package io.bidder.modelstore.schema;

import org.jspecify.annotations.NullMarked;
