package io.bidder.bidder.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses to listen on. */
final class Addresses {
  private Addresses() {}

  /** True if only this machine reaches what listens there. */
  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
