package io.bidder.bidder.http;

/** The same where there is no epoll. */
class NioPipeliningTest extends PipeliningTest {
  @Override
  Transport transport() {
    return Transport.NIO;
  }
}
