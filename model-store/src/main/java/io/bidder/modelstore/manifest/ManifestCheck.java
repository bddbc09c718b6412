package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.VersionId;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Head;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks a manifest by itself, as far as that is possible without the files beside it. Whether the
 * graph has the tensors that the manifest names is the scorer's to check.
 */
final class ManifestCheck {
  /** Ids in one encoded row. */
  private static final int MAX_SLOTS = 100_000;

  private static final String TABLES = "tables.bin";
  private static final String CALIBRATION = "calibration.json";
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private final Manifest manifest;
  private final boolean draft;
  private final FieldProblems problems;

  /**
   * Looks at a manifest.
   *
   * @param draft whether entries for its files may lack, and id and time be empty
   */
  ManifestCheck(Manifest manifest, boolean draft, FieldProblems problems) {
    this.manifest = manifest;
    this.draft = draft;
    this.problems = problems;
  }

  void check() {
    problems.require(
        manifest.formatVersion() == Manifest.FORMAT_VERSION,
        "formatVersion",
        manifest.formatVersion(),
        Integer.toString(Manifest.FORMAT_VERSION));
    identity();
    Map<String, Feature> featureByName = schema();
    heads();
    new NetworkCheck(problems, manifest, featureByName).check();
    new TableCheck(problems, manifest, featureByName).check();
    files();
  }

  private void identity() {
    if (!(draft && manifest.id().isEmpty())) {
      problems.require(VersionId.isValid(manifest.id()), "id", manifest.id(), VersionId.RULE);
    }
    problems.require(!manifest.name().isBlank(), "name", manifest.name(), "a name");
    if (!(draft && manifest.createdAt().isEmpty())) {
      problems.require(
          isInstant(manifest.createdAt()),
          "createdAt",
          manifest.createdAt(),
          "an instant such as 2026-01-31T12:00:00Z");
    }
    String parent = manifest.parent();
    if (parent != null) {
      problems.require(VersionId.isValid(parent), "parent", parent, VersionId.RULE);
    }
  }

  private static boolean isInstant(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Checks what the schema's own constructor does not. */
  private Map<String, Feature> schema() {
    List<Feature> features = manifest.schema().features();
    problems.require(!features.isEmpty(), "schema.features", List.of(), "at least one feature");
    long slots = 0;
    Map<String, Feature> featureByName = new HashMap<>();
    for (Feature feature : features) {
      featureByName.put(feature.name(), feature);
      slots += feature instanceof Feature.Embedded embedded ? embedded.slots() : 0;
    }
    problems.require(
        slots <= MAX_SLOTS, "schema.features", slots + " ids in a row", "at most " + MAX_SLOTS);
    return featureByName;
  }

  private void heads() {
    List<Head> heads = manifest.heads();
    boolean known =
        heads.equals(List.of(Head.CTR))
            || heads.equals(List.of(Head.CVR))
            || heads.equals(List.of(Head.CTR, Head.CVR));
    problems.require(
        known, "heads", heads.stream().map(Head::id).toList(), "[ctr], [cvr] or [ctr, cvr]");
  }

  private void files() {
    Map<String, Manifest.FileEntry> files = manifest.files();
    for (Map.Entry<String, Manifest.FileEntry> file : files.entrySet()) {
      String at = "files[\"" + file.getKey() + "\"]";
      problems.require(
          VersionId.isValid(file.getKey()) && !file.getKey().equals(ManifestJson.FILE_NAME),
          at,
          file.getKey(),
          "a file's name other than " + ManifestJson.FILE_NAME + ", " + VersionId.RULE);
      String sha256 = file.getValue().sha256();
      problems.require(
          SHA_256.matcher(sha256).matches(),
          at + ".sha256",
          sha256,
          "64 lower-case hexadecimal digits");
      problems.require(
          file.getValue().bytes() >= 0, at + ".bytes", file.getValue().bytes(), "0 or more");
    }
    problems.require(
        VersionId.isValid(manifest.network().file()),
        "network.file",
        manifest.network().file(),
        "a file's name, " + VersionId.RULE);
    if (draft && files.isEmpty()) {
      return;
    }
    listed("network.file", manifest.network().file(), true);
    Manifest.Split split = manifest.network().split();
    if (split != null) {
      listed("network.split.requestFile", split.requestFile(), true);
      listed("network.split.candidateFile", split.candidateFile(), true);
    }
    listed("tables", TABLES, !manifest.tables().isEmpty());
    listed("calibration", CALIBRATION, manifest.calibration());
    Manifest.FileEntry tables = files.get(TABLES);
    if (tables != null) {
      long end = manifest.tables().stream().mapToLong(TableCheck::endBytes).max().orElse(0);
      problems.require(
          tables.bytes() >= end,
          "files[\"" + TABLES + "\"].bytes",
          tables.bytes(),
          end + " or more, where the last table ends");
    }
  }

  private void listed(String field, String file, boolean expected) {
    boolean listed = manifest.files().containsKey(file);
    if (expected && !listed) {
      problems.add(
          "files", manifest.files().keySet(), "also " + file + ", which " + field + " needs");
    } else if (!expected && listed) {
      problems.add(
          "files",
          manifest.files().keySet(),
          "no " + file + ", as " + field + " says there is none");
    }
  }
}
