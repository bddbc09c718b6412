package io.bidder.modelstore;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a version's {@code manifest.json}. Immutable.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param id the version's id, also its directory's name
 * @param name the architecture or any name its maker gave
 * @param createdAt ISO-8601 instant
 * @param parent the version that was current when this one was made
 * @param heads what the network predicts: CTR, CVR or both, in that order. Without CTR every row is
 *     taken to be a click
 * @param tables embedding tables outside the graph; empty when they are inside
 * @param calibration whether calibration.json is there
 * @param training what it was trained on and how: log files, rows, time window, options; free form
 * @param metrics the figures of the validation slice: the report's JSON; free form
 * @param files every file of the version but the manifest, by name
 */
public record Manifest(
    int formatVersion,
    String id,
    String name,
    String createdAt,
    @Nullable String parent,
    FeatureSchema schema,
    List<Head> heads,
    Network network,
    List<Table> tables,
    boolean calibration,
    Map<String, Object> training,
    Map<String, Object> metrics,
    Map<String, FileEntry> files) {

  public static final int FORMAT_VERSION = 1;

  /** The part of {@link #training} about what a version learned beyond another's training. */
  public static final String LEARNED = "learned";

  /** The field of it that says up to when. */
  public static final String OUTCOMES_UP_TO = "outcomesUpTo";

  /** The files by which versions may differ that score with the same network and tables. */
  private static final Set<String> CALIBRATION_FILES = Set.of("calibration.json", "golden.jsonl");

  /**
   * Tells whether another version has the same schema, network and tables, and every file by its
   * SHA-256, but for how it is calibrated and what is told of it.
   */
  public boolean differsInCalibrationAlone(Manifest other) {
    return formatVersion == other.formatVersion
        && schema.equals(other.schema)
        && heads.equals(other.heads)
        && network.equals(other.network)
        && tables.equals(other.tables)
        && filesButCalibration().equals(other.filesButCalibration());
  }

  /**
   * The time up to which outcomes that came into the log were learned from; null of a version that
   * no learner made.
   */
  public @Nullable Instant outcomesUpTo() {
    if (training.get(LEARNED) instanceof Map<?, ?> learned
        && learned.get(OUTCOMES_UP_TO) instanceof String upTo) {
      try {
        return Instant.parse(upTo);
      } catch (DateTimeParseException e) {
        // Training is free form: it means something else.
      }
    }
    return null;
  }

  /** Entries of the files that do not say how it is calibrated. */
  public Map<String, FileEntry> filesButCalibration() {
    Map<String, FileEntry> others = new TreeMap<>(files);
    others.keySet().removeAll(CALIBRATION_FILES);
    return others;
  }

  /** The same manifest of a version that has a calibration.json. */
  public Manifest withCalibration() {
    return new Manifest(
        formatVersion,
        id,
        name,
        createdAt,
        parent,
        schema,
        heads,
        network,
        tables,
        true,
        training,
        metrics,
        files);
  }

  /** The same manifest with another identity. */
  public Manifest withIdentity(String newId, String newCreatedAt, @Nullable String newParent) {
    return new Manifest(
        formatVersion,
        newId,
        name,
        newCreatedAt,
        newParent,
        schema,
        heads,
        network,
        tables,
        calibration,
        training,
        metrics,
        files);
  }

  /** The same manifest with another network. */
  public Manifest withNetwork(Network newNetwork) {
    return new Manifest(
        formatVersion,
        id,
        name,
        createdAt,
        parent,
        schema,
        heads,
        newNetwork,
        tables,
        calibration,
        training,
        metrics,
        files);
  }

  /** The same manifest with other tables outside the graph. */
  public Manifest withTables(List<Table> newTables) {
    return new Manifest(
        formatVersion,
        id,
        name,
        createdAt,
        parent,
        schema,
        heads,
        network,
        newTables,
        calibration,
        training,
        metrics,
        files);
  }

  /** The same manifest with another account of its training, and other figures. */
  public Manifest withRecord(Map<String, Object> newTraining, Map<String, Object> newMetrics) {
    return new Manifest(
        formatVersion,
        id,
        name,
        createdAt,
        parent,
        schema,
        heads,
        network,
        tables,
        calibration,
        newTraining,
        newMetrics,
        files);
  }

  /** The same manifest with other entries for its files. */
  public Manifest withFiles(Map<String, FileEntry> newFiles) {
    return new Manifest(
        formatVersion,
        id,
        name,
        createdAt,
        parent,
        schema,
        heads,
        network,
        tables,
        calibration,
        training,
        metrics,
        newFiles);
  }

  /**
   * The graph and which of its tensors mean what.
   *
   * @param split the same network as two graphs; null if it is scored as one
   */
  public record Network(
      String file, List<Input> inputs, List<Output> outputs, @Nullable Split split) {

    /** A network that is scored as one graph. */
    public Network(String file, List<Input> inputs, List<Output> outputs) {
      this(file, inputs, outputs, null);
    }

    /** The same network, split; whole if {@code newSplit} is null. */
    public Network withSplit(@Nullable Split newSplit) {
      return new Network(file, inputs, outputs, newSplit);
    }
  }

  /**
   * A network as two graphs, so that what an impression's candidates have in common is computed
   * once. Made from the network's own graph when the version was published. The outputs of the
   * second are the network's, by the same names.
   *
   * @param requestFile runs once an impression
   * @param candidateFile runs once a candidate
   * @param requestInputs all of the network's request-side features
   * @param candidateInputs all of its candidate-side features
   * @param carried what the first graph gives the second
   * @param precision what the second graph's products are computed in
   */
  public record Split(
      String requestFile,
      String candidateFile,
      List<Input> requestInputs,
      List<Input> candidateInputs,
      List<Carried> carried,
      Precision precision) {}

  /**
   * A float32 tensor that the request graph gives as [imps, ...dims] and the candidate graph takes
   * as one impression's [1, ...dims], for all of its rows.
   */
  public record Carried(String tensor, List<Integer> dims) {
    /** An impression's floats in all carried tensors together. */
    public static final int MAX_FLOATS = 1 << 16;

    /** An impression's floats in this one. */
    public long floats() {
      long floats = 1;
      for (int dim : dims) {
        floats = Math.multiplyExact(floats, (long) dim);
      }
      return floats;
    }
  }

  public enum Precision {
    FLOAT32,
    /** Weights in signed bytes, activations quantised on the fly. */
    INT8
  }

  /** The contents of an input tensor. */
  public enum InputRole {
    /** float32 [rows, features]: numeric features. */
    NUMERIC,
    /** float32 [rows, features, dimension]: pooled rows of tables outside the graph. */
    EMBEDDINGS,
    /** int64 [rows, slots]: ids for tables inside the graph; unused bag slots hold 0. */
    IDS
  }

  /**
   * An input tensor.
   *
   * @param features names of the features in the tensor's order; for IDS a bag takes {@code
   *     maxValues} columns
   */
  public record Input(String tensor, InputRole role, List<String> features) {}

  public enum OutputForm {
    PROBABILITY,
    LOGIT
  }

  /** A float32 tensor [rows] or [rows, 1], or column {@code column} of a [rows, n] one. */
  public record Output(String tensor, Head head, OutputForm form, int column) {}

  public enum TableType {
    FLOAT32,
    FLOAT16,
    /** Signed bytes with one float32 scale a row, stored before the row's bytes. */
    INT8
  }

  /** One feature's rows in tables.bin. */
  public record Table(
      String feature,
      long rows,
      int dimension,
      TableType type,
      long offsetBytes,
      int rowStrideBytes) {}

  public record FileEntry(String sha256, long bytes) {}
}
