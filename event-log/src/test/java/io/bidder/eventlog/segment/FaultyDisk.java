package io.bidder.eventlog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A disk that fills up, or loses what it should keep. */
public class FaultyDisk extends Disk {
  /** That one write may still have. */
  public volatile int bytesLeft = Integer.MAX_VALUE;

  public volatile boolean forceFails;

  /** The sizes of writes that failed. */
  public final BlockingQueue<Integer> refusals = new LinkedBlockingQueue<>();

  /** A log on this disk. */
  public LogWriter openLog(Path directory, SegmentSizes sizes) {
    return LogWriter.open(directory, sizes, InstantSource.system(), this);
  }

  @Override
  public void write(FileChannel channel, ByteBuffer from) throws IOException {
    int bytes = from.remaining();
    if (bytes > bytesLeft) {
      from.limit(from.position() + bytesLeft);
      super.write(channel, from);
      refusals.add(bytes);
      throw new IOException("No space left on device");
    }
    super.write(channel, from);
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    if (forceFails) {
      throw new IOException("Input/output error");
    }
    super.force(channel);
  }
}
