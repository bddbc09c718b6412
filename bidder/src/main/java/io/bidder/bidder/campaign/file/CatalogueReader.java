package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.settings.InvalidYamlException;
import io.bidder.settings.YamlMap;
import io.bidder.settings.YamlProblems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  private final YamlProblems problems;
  private final Checks checks;
  private final Path directory;
  private final Set<Path> filesRead;

  private CatalogueReader(Path file, Set<Path> filesRead) {
    problems = new YamlProblems(String.valueOf(file.getFileName()));
    checks = new Checks();
    this.filesRead = filesRead;
    filesRead.add(file);
    directory = file.toAbsolutePath().normalize().resolveSibling("");
  }

  /**
   * The catalogue in a file. Files that it names are looked for beside it.
   *
   * @throws InvalidYamlException with everything that is wrong with it
   * @throws IOException if the file cannot be read
   */
  public static Catalogue read(Path file) throws IOException {
    return read(file, new LinkedHashSet<>());
  }

  /** Likewise, and adds the files it looks at, whether or not it succeeds. */
  static Catalogue read(Path file, Set<Path> filesRead) throws IOException {
    return new CatalogueReader(file, filesRead).parse(text(file));
  }

  private static String text(Path file) throws IOException {
    YamlProblems problems = new YamlProblems(String.valueOf(file.getFileName()));
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        problems.add(1, "the file is longer than " + MAX_FILE_BYTES + " bytes");
      } else {
        return Files.readString(file, StandardCharsets.UTF_8);
      }
    } catch (CharacterCodingException e) {
      problems.add(1, "the file is not UTF-8");
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(file.toString(), null, "there is no such catalogue file");
    }
    problems.throwIfAny();
    throw new AssertionError("unreachable");
  }

  private Catalogue parse(String text) {
    YamlMap root = YamlMap.parse(text, problems);
    root.allow(List.of("advertisers", "campaigns"));
    Map<String, Advertiser> advertisers = new LinkedHashMap<>();
    for (YamlMap map : Checks.requiredMaps(root, "advertisers")) {
      Advertiser advertiser = advertiser(map);
      advertisers.put(advertiser.id(), advertiser);
    }
    CampaignParser parser =
        new CampaignParser(
            advertisers,
            checks,
            new CreativeParser(checks, new MarkupReader(directory, filesRead)));
    List<YamlMap> maps = Checks.requiredMaps(root, "campaigns");
    if (maps.size() > MAX_CAMPAIGNS) {
      root.remark("campaigns", maps.size() + " campaigns, expected at most " + MAX_CAMPAIGNS);
      maps = List.of();
    }
    List<Campaign> campaigns = new ArrayList<>(maps.size());
    for (YamlMap map : maps) {
      campaigns.add(parser.campaign(map));
    }
    problems.throwIfAny();
    return new Catalogue(campaigns);
  }

  private Advertiser advertiser(YamlMap map) {
    map.allow(List.of("id", "domain", "seat", "categories", "categoryTaxonomy"));
    return new Advertiser(
        checks.uniqueId(map, "id", "advertiser"),
        Checks.domain(map, "domain"),
        Checks.texts(map, "categories"),
        map.integer("categoryTaxonomy", 1, 1, 10_000),
        map.requiredText("seat"));
  }
}
