package io.bidder.bidder.http;

/** Counts events of the bid port. Called by many threads, so its methods must not block. */
public interface HttpEvents {
  /** Counts nothing. */
  HttpEvents NONE =
      new HttpEvents() {
        @Override
        public void connectionOpened() {}

        @Override
        public void connectionClosed() {}

        @Override
        public void limitReached(HttpLimit limit) {}

        @Override
        public void refused(Status status) {}

        @Override
        public void failed(String thread) {}
      };

  void connectionOpened();

  void connectionClosed();

  void limitReached(HttpLimit limit);

  /** A request was answered with an error before, or instead of, a bid handler's answer. */
  void refused(Status status);

  /**
   * A thread met a failure that is a bug or a broken machine, and went on.
   *
   * @param thread the kind of it, a word for a metric such as {@code io}
   */
  void failed(String thread);
}
