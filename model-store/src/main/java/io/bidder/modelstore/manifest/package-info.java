/** manifest.json: reading it strictly, writing it stably, and what must hold within it. */
@NullMarked
package io.bidder.modelstore.manifest;

import org.jspecify.annotations.NullMarked;
