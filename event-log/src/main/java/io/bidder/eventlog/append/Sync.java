package io.bidder.eventlog.append;

/** When events are safe enough to be acknowledged, and what can be lost of those that were. */
public enum Sync {
  /** On disk. Nothing that was acknowledged is lost, but by a disk that lies. */
  ALWAYS,
  /**
   * With the operating system, which is told to write now and then. A loss of power loses that
   * long.
   */
  INTERVAL,
  /**
   * With the operating system. Nothing is lost when the process dies; a loss of power loses what it
   * had not yet written.
   */
  OS
}
