package io.bidder.bidder.admin;

import io.bidder.bidder.config.AdminConfig;
import io.netty.channel.Channel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of an admin server share.
 *
 * @param access who may ask
 * @param notReady says why the server is not ready to bid; null when it is
 * @param mover takes a connection from the thread that answers probes
 */
record AdminParts(
    AdminConfig config,
    AdminAccess access,
    AdminEvents events,
    AdminConnections connections,
    Scrapes scrapes,
    Explanations explanations,
    CampaignsHandler campaigns,
    Supplier<@Nullable String> notReady,
    Mover mover) {
  /** The kind of thread that failures are counted by. */
  static final String THREAD = "admin";

  /** Takes a connection to another thread. */
  @FunctionalInterface
  interface Mover {
    /**
     * Takes a connection, and goes on with the other thread.
     *
     * @param then what it goes on with
     */
    void move(Channel connection, Runnable then);
  }
}
