package io.bidder.bidder.admin;

/** Counts events of the admin port. Called by many threads, so its methods must not block. */
public interface AdminEvents {
  void limitReached(AdminLimit limit);

  /** A thread of this kind survived a failure. */
  void failed(String thread);
}
