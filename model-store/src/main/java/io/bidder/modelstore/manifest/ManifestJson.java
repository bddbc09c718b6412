package io.bidder.modelstore.manifest;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest as JSON. Reading is strict: a missing, unknown, duplicate or mistyped field, and
 * anything that {@link ManifestCheck} refuses, is an {@link InvalidVersionException} that names the
 * file and, for each problem found, the field, its value and what was expected. Thread-safe.
 */
public final class ManifestJson {
  /** The manifest's name in a version's directory. */
  public static final String FILE_NAME = "manifest.json";

  /** Far more than a manifest of thousands of features takes; beyond it a file is not one. */
  static final long MAX_BYTES = 64L << 20;

  private static final int MAX_PROBLEMS_SHOWN = 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ManifestJson() {}

  /** Reads and checks the manifest of a finished version. */
  public static Manifest read(Path file) {
    return parse(file.toString(), bytes(file), false);
  }

  /**
   * Reads and checks a manifest someone wrote by hand. It may leave out what the store fills in: id
   * and createdAt, then empty, and the entries for its files, then none. What is empty, false or
   * zero when absent may be left out too: parent, tables, calibration, training, metrics and an
   * output's column.
   */
  public static Manifest readDraft(Path file) {
    return parse(file.toString(), bytes(file), true);
  }

  /** Indented UTF-8 JSON with fields in a fixed order and a newline at the end. Does not check. */
  public static byte[] write(Manifest manifest) {
    byte[] json = MAPPER.writeValueAsBytes(new ManifestWriter(MAPPER).manifest(manifest));
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  /** Reads and checks a finished manifest that {@code fileName} holds or will hold. */
  public static Manifest parse(String fileName, byte[] json) {
    return parse(fileName, json, false);
  }

  static Manifest parse(String fileName, byte[] json, boolean draft) {
    JsonNode root = tree(fileName, json);
    JsonNode formatVersion = root.path("formatVersion");
    if (formatVersion.isIntegralNumber()
        && !formatVersion.toString().equals(Integer.toString(Manifest.FORMAT_VERSION))) {
      // Another format's fields mean nothing here, so this is the one thing to say.
      throw new InvalidVersionException(
          fileName
              + ": formatVersion: "
              + formatVersion
              + ", expected "
              + Manifest.FORMAT_VERSION
              + ", the only format this release reads");
    }
    List<String> problems = new ArrayList<>();
    JsonFields fields = new JsonFields(root, "", problems);
    if (!root.isObject()) {
      throw invalid(fileName, problems);
    }
    Manifest manifest = new ManifestReader(draft).manifest(fields);
    fields.finish();
    if (problems.isEmpty()) {
      problems.addAll(
          draft ? ManifestCheck.draftProblems(manifest) : ManifestCheck.problems(manifest));
    }
    if (!problems.isEmpty()) {
      throw invalid(fileName, problems);
    }
    return manifest;
  }

  static InvalidVersionException invalid(String fileName, List<String> problems) {
    String shown =
        String.join("; ", problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS_SHOWN)));
    int left = problems.size() - MAX_PROBLEMS_SHOWN;
    return new InvalidVersionException(
        fileName + ": " + shown + (left > 0 ? "; and " + left + " more problems" : ""));
  }

  private static byte[] bytes(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new InvalidVersionException(
            file + ": " + size + " bytes, expected a manifest of at most " + MAX_BYTES);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new InvalidVersionException(file + ": no such file, expected a version's manifest", e);
    } catch (IOException e) {
      throw new InvalidVersionException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode tree(String fileName, byte[] json) {
    if (json.length == 0) {
      throw new InvalidVersionException(fileName + ": empty, expected a JSON object");
    }
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw new InvalidVersionException(
          fileName + where + ": not JSON: " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
