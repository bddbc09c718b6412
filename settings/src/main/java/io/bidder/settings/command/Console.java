package io.bidder.settings.command;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** A command's two streams: results on the one, what it is doing on the other. Not thread-safe. */
public final class Console {
  private static final long QUIET_NS = 1_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private long lastNs = System.nanoTime() - QUIET_NS;

  public Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Writes a line, or several, of the result. */
  public void result(String text) {
    out.println(text);
    out.flush();
  }

  /** The stream of results, for what is written piece by piece; flushed when it closes. */
  public PrintWriter out() {
    return out;
  }

  /** Tells what is being done, or what was odd. */
  public void note(String text) {
    err.println(text);
    err.flush();
  }

  /** Tells how far it is, at most once a second. */
  public void progress(Supplier<String> text) {
    if (System.nanoTime() - lastNs >= QUIET_NS) {
      lastNs = System.nanoTime();
      note(text.get());
    }
  }
}
