package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.CatalogueSlots;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue that is served from a file. Its owner calls {@link #poll} every now and then; a
 * changed file that is right replaces the catalogue, one that is wrong leaves it as it is.
 *
 * <p>Safe to share between threads: any number read {@link #current}, polls wait for each other.
 */
public final class CatalogueFile {
  /** A file that changed this lately is read again: its time may not show the next change. */
  private static final long UNSETTLED_MILLIS = 2_000;

  private final Path file;
  private final InstantSource clock;
  private final Listener listener;
  private final CatalogueSlots slots = new CatalogueSlots();
  private volatile CampaignIndex current;

  private Set<Path> filesRead;
  private List<Stamp> stamps;
  private boolean settled;

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

  /** The attributes of a file that change when it does. */
  private record Stamp(Path file, long size, @Nullable FileTime modified, @Nullable Object key) {}

  private CatalogueFile(Path file, InstantSource clock, Listener listener) {
    this.file = file;
    this.clock = clock;
    this.listener = listener;
    filesRead = Set.of(file);
    stamps = stamps();
    settled = isSettled();
    Set<Path> files = new LinkedHashSet<>();
    current = new CampaignIndex(CatalogueReader.read(file, files), slots);
    if (!files.equals(filesRead)) {
      filesRead = files;
      settled = false;
      stamps = stamps();
    }
  }

  /**
   * Reads the file, which must be right.
   *
   * @param clock tells how long ago a file changed
   * @param listener told about later changes, not about this first catalogue
   * @throws InvalidInputException with everything that is wrong with it
   */
  public static CatalogueFile open(Path file, InstantSource clock, Listener listener) {
    return new CatalogueFile(file, clock, listener);
  }

  /** The catalogue to select from now. */
  public CampaignIndex current() {
    return current;
  }

  /**
   * Looks whether the file, or a markup file that it names, has changed, and reads it if so. Costs
   * a look at each file's attributes when nothing has.
   *
   * @return whether another catalogue is served now
   */
  public synchronized boolean poll() {
    List<Stamp> before = stamps();
    if (settled && before.equals(stamps)) {
      return false;
    }
    stamps = before;
    settled = isSettled();
    Set<Path> files = new LinkedHashSet<>();
    String problems = null;
    Catalogue catalogue = null;
    try {
      catalogue = CatalogueReader.read(file, files);
    } catch (InvalidInputException e) {
      problems = e.getMessage();
    }
    if (!files.equals(filesRead)) {
      // Some files are new: they may have changed since they were read, so look again next time.
      filesRead = files;
      stamps = stamps();
      settled = false;
    }
    if (catalogue == null) {
      refuse(problems == null ? "" : problems);
      return false;
    }
    boolean same = lastProblems == null && catalogue.equals(current.catalogue());
    lastProblems = null;
    if (!same) {
      CampaignIndex next = new CampaignIndex(catalogue, slots);
      listener.accepted(next);
      current = next;
    }
    return !same;
  }

  private void refuse(String problems) {
    if (!problems.equals(lastProblems)) {
      lastProblems = problems;
      listener.refused(problems);
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> list = new ArrayList<>();
    for (Path path : filesRead) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        list.add(
            new Stamp(
                path, attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
      } catch (IOException e) {
        // It may come back: being absent is a state like others.
        list.add(new Stamp(path, -1, null, null));
      }
    }
    return list;
  }

  private boolean isSettled() {
    long latest = Long.MIN_VALUE;
    for (Stamp stamp : stamps) {
      if (stamp.modified != null) {
        latest = Math.max(latest, stamp.modified.toMillis());
      }
    }
    return latest < clock.millis() - UNSETTLED_MILLIS;
  }
}
