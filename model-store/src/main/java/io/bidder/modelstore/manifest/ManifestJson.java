package io.bidder.modelstore.manifest;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Problems;
import java.nio.file.Path;
import java.util.Arrays;
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

  /**
   * Far more than a manifest of thousands of features takes; beyond it a file is not one, and
   * reading it could take the memory that bids need.
   */
  static final long MAX_BYTES = 8L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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

  private static Manifest parse(String fileName, byte[] json, boolean draft) {
    Problems problems = new Problems();
    try {
      Document document = Document.json(fileName, json, problems);
      String version = document.section().numberText("formatVersion");
      if (version != null && !version.equals(Integer.toString(Manifest.FORMAT_VERSION))) {
        // Another format's fields mean nothing here, so this is the one thing to say.
        throw new InvalidVersionException(
            document.place("formatVersion")
                + ": formatVersion is "
                + version
                + ", expected "
                + Manifest.FORMAT_VERSION
                + ", the only format this release reads");
      }
      Manifest manifest = document.read(new ManifestReader(draft)::manifest);
      new ManifestCheck(manifest, draft, new FieldProblems(problems, document::place)).check();
      problems.throwIfAny();
      return manifest;
    } catch (InvalidVersionException e) {
      throw e;
    } catch (InvalidInputException e) {
      throw new InvalidVersionException(String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Document.bytes(file, MAX_BYTES);
    } catch (InvalidInputException e) {
      throw new InvalidVersionException(e.getMessage() + ", expected a version's manifest", e);
    }
  }
}
