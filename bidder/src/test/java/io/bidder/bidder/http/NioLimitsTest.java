package io.bidder.bidder.http;

/** The same where there is no epoll. */
class NioLimitsTest extends LimitsTest {
  @Override
  Transport transport() {
    return Transport.NIO;
  }
}
