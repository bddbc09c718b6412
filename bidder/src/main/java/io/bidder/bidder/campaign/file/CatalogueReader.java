package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Problems;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a catalogue file, whose keys docs/reference/catalogue.md describes. Every problem is found
 * at once, each with file, line, key, value and what was expected.
 */
public final class CatalogueReader {
  /** Of the file, and of all markup files together with it. */
  public static final long MAX_FILE_BYTES = 512L << 20;

  public static final int MAX_CAMPAIGNS = 1_000_000;

  private final Checks checks = new Checks();
  private final Map<String, Advertiser> advertisers = new HashMap<>();
  private final Path directory;
  private final Set<Path> filesRead;

  private CatalogueReader(Path file, Set<Path> filesRead) {
    this.filesRead = filesRead;
    filesRead.add(file);
    directory = file.toAbsolutePath().normalize().resolveSibling("");
  }

  /**
   * The catalogue in a file. Files that it names are looked for beside it.
   *
   * @throws InvalidInputException with everything that is wrong with it
   */
  public static Catalogue read(Path file) {
    return read(file, new LinkedHashSet<>());
  }

  /** Likewise, and adds the files it looks at, whether or not it succeeds. */
  static Catalogue read(Path file, Set<Path> filesRead) {
    CatalogueReader reader = new CatalogueReader(file, filesRead);
    return Document.yaml(file, MAX_FILE_BYTES, new Problems()).read(reader::catalogue);
  }

  private Catalogue catalogue(Section root) {
    for (Advertiser advertiser :
        root.maps("advertisers", 1, MAX_CAMPAIGNS, this::advertiser).required()) {
      advertisers.put(advertiser.id(), advertiser);
    }
    CampaignParser parser =
        new CampaignParser(
            advertisers,
            checks,
            new CreativeParser(checks, new MarkupReader(directory, filesRead)));
    return new Catalogue(root.maps("campaigns", 1, MAX_CAMPAIGNS, parser::campaign).required());
  }

  private Advertiser advertiser(Section section) {
    return new Advertiser(
        checks.uniqueId(section, "advertiser"),
        section.get("domain", Types.DOMAIN).required(),
        section.list("categories", Types.WORDS).or(List.of()),
        section.get("categoryTaxonomy", Types.integer(1, 10_000)).or(1),
        section.get("seat", Types.TEXT).required());
  }
}
