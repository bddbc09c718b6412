package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.settings.InvalidInputException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue that is served from a file. Its owner calls {@link #poll} every now and then; a
 * changed file that is whole and right replaces the catalogue, another leaves it as it is.
 *
 * <p>Whole is a file that two polls in a row found the same, that did not change while it was read,
 * and that has as many campaigns as it says. Where it does not say so, it may have fewer than the
 * catalogue before by some share only.
 *
 * <p>Safe to share between threads: any number read {@link #current}, polls wait for each other.
 */
public final class CatalogueFile {
  /** A file that changed this lately is read again: its time may not show the next change. */
  private static final long UNSETTLED_MILLIS = 2_000;

  /** Times that a file may change while it is first read. */
  private static final int FIRST_READS = 5;

  private final Path file;
  private final double maxDrop;
  private final Set<String> exchanges;
  private final boolean isSpendKnown;
  private final InstantSource clock;
  private final Listener listener;
  private final CatalogueSlots slots = new CatalogueSlots();
  private volatile CampaignIndex current;

  /** The files as they were when last read. */
  private Map<Path, FileStamp> read;

  /** The same files as the last poll found them. */
  private Map<Path, FileStamp> seen;

  private boolean settled;
  private boolean counted;

  /** The problems of the file as last read; null if it had none. */
  private @Nullable String lastProblems;

  /** Is told about each changed file, in the thread that polls. */
  public interface Listener {
    /** It is served from now on. */
    void accepted(CampaignIndex index);

    /**
     * The catalogue before it goes on being served.
     *
     * @param problems one line each
     */
    void refused(String problems);
  }

  /** What came of reading the file once. */
  private record Reading(
      CatalogueReader reader,
      @Nullable Catalogue catalogue,
      @Nullable InvalidInputException problems) {
    static Reading of(
        Path file, List<Campaign> before, Set<String> exchanges, boolean isSpendKnown) {
      CatalogueReader reader = new CatalogueReader(file, before, exchanges, isSpendKnown);
      try {
        return new Reading(reader, reader.read(), null);
      } catch (InvalidInputException e) {
        return new Reading(reader, null, e);
      }
    }

    /** Tells whether one of the files has changed since it was read, or while it was. */
    boolean isOld() {
      return !stamps(reader.stamps().keySet()).equals(reader.stamps());
    }
  }

  private CatalogueFile(
      Path file,
      double maxDrop,
      Set<String> exchanges,
      boolean isSpendKnown,
      InstantSource clock,
      Listener listener) {
    this.isSpendKnown = isSpendKnown;
    this.file = file;
    this.maxDrop = maxDrop;
    this.exchanges = Set.copyOf(exchanges);
    this.clock = clock;
    this.listener = listener;
    Reading reading = Reading.of(file, List.of(), exchanges, isSpendKnown);
    for (int i = 1; reading.isOld(); i++) {
      if (i == FIRST_READS) {
        throw new InvalidInputException(file + ": it changes whenever it is read");
      }
      reading = Reading.of(file, List.of(), exchanges, isSpendKnown);
    }
    if (reading.catalogue == null) {
      throw Objects.requireNonNull(reading.problems);
    }
    current = new CampaignIndex(reading.catalogue, slots);
    read = reading.reader.stamps();
    seen = read;
    settled = isSettled(read);
    counted = reading.reader.isCounted();
  }

  /**
   * Reads the file, which must be right.
   *
   * @param maxDrop the share of the campaigns before by which a file that does not say how many it
   *     has may have fewer
   * @param exchanges the labels of those that it may name
   * @param isSpendKnown whether there may be budgets
   * @param clock tells how long ago a file changed
   * @param listener told about later changes, not about this first catalogue
   * @throws InvalidInputException with everything that is wrong with it
   */
  public static CatalogueFile open(
      Path file,
      double maxDrop,
      Set<String> exchanges,
      boolean isSpendKnown,
      InstantSource clock,
      Listener listener) {
    return new CatalogueFile(file, maxDrop, exchanges, isSpendKnown, clock, listener);
  }

  /** The catalogue to select from now. */
  public CampaignIndex current() {
    return current;
  }

  /**
   * Looks whether the file, or a markup file that it names, has changed, and reads it once it does
   * so no more. Costs a look at each file's attributes when nothing has.
   *
   * @return whether another catalogue is served now
   */
  public synchronized boolean poll() {
    Map<Path, FileStamp> now = stamps(read.keySet());
    boolean isStill = now.equals(seen);
    seen = now;
    if (now.equals(read) ? settled || !isSettled(now) : !isStill) {
      return false;
    }
    Reading reading = Reading.of(file, current.catalogue().campaigns(), exchanges, isSpendKnown);
    // Whoever interrupts ends the server, which is no problem of the file's.
    if (reading.isOld() || Thread.currentThread().isInterrupted()) {
      return false;
    }
    read = reading.reader.stamps();
    seen = read;
    settled = isSettled(read);
    Catalogue catalogue = reading.catalogue;
    if (catalogue == null) {
      refuse(String.valueOf(Objects.requireNonNull(reading.problems).getMessage()));
      return false;
    }
    String lack = lack(catalogue.campaigns().size(), reading.reader.isCounted());
    if (lack != null) {
      refuse(lack);
      return false;
    }
    counted = reading.reader.isCounted();
    boolean same = lastProblems == null && catalogue.equals(current.catalogue());
    lastProblems = null;
    if (!same) {
      CampaignIndex next = new CampaignIndex(catalogue, slots, current);
      listener.accepted(next);
      current = next;
    }
    return !same;
  }

  /** Says why a catalogue that is right may be only the beginning of one; null if it may not. */
  private @Nullable String lack(int campaigns, boolean isCounted) {
    int before = current.campaignCount();
    if (isCounted) {
      return null;
    }
    if (counted) {
      return file
          + ": campaignCount is missing, expected campaignCount: "
          + campaigns
          + " if the file is whole: the catalogue before says how many it has";
    }
    if (before - campaigns > maxDrop * before) {
      return file
          + ": campaigns is a list of "
          + campaigns
          + " where "
          + before
          + " are served, expected campaignCount: "
          + campaigns
          + " beside it if so many are meant to go";
    }
    return null;
  }

  private void refuse(String problems) {
    if (!problems.equals(lastProblems)) {
      lastProblems = problems;
      listener.refused(problems);
    }
  }

  private static Map<Path, FileStamp> stamps(Set<Path> files) {
    return files.stream().collect(Collectors.toMap(path -> path, FileStamp::of));
  }

  private boolean isSettled(Map<Path, FileStamp> stamps) {
    long now = clock.millis();
    return stamps.values().stream().allMatch(stamp -> stamp.ageMillis(now) > UNSETTLED_MILLIS);
  }
}
