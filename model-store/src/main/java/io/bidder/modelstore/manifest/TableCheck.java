package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.schema.Feature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks a manifest's tables: each is its feature's, aligned, and clear of the others. */
final class TableCheck {
  private static final int ALIGNMENT_BYTES = 64;

  private final FieldProblems problems;
  private final Manifest manifest;
  private final Map<String, Feature> featureByName;

  TableCheck(FieldProblems problems, Manifest manifest, Map<String, Feature> featureByName) {
    this.problems = problems;
    this.manifest = manifest;
    this.featureByName = featureByName;
  }

  void check() {
    Set<String> features = new HashSet<>();
    Set<String> read = new HashSet<>();
    for (Manifest.Input input : manifest.network().inputs()) {
      if (input.role() == Manifest.InputRole.EMBEDDINGS) {
        read.addAll(input.features());
      }
    }
    for (int i = 0; i < manifest.tables().size(); i++) {
      Manifest.Table table = manifest.tables().get(i);
      String at = "tables[" + i + "].";
      problems.require(
          features.add(table.feature()), at + "feature", table.feature(), "one table a feature");
      if (featureByName.get(table.feature()) instanceof Feature.Embedded feature) {
        problems.require(
            table.rows() == feature.tableRows(),
            at + "rows",
            table.rows(),
            feature.tableRows() + ", as many as feature " + feature.name() + " has ids");
        problems.require(
            read.contains(table.feature()),
            at + "feature",
            table.feature(),
            "a feature that an input of role embeddings names");
      } else {
        problems.add(
            at + "feature",
            table.feature(),
            "a categorical, bag, bucketised or cross feature of the schema");
      }
      layout(at, table);
    }
    overlaps();
  }

  private void layout(String at, Manifest.Table table) {
    problems.require(table.rows() >= 1, at + "rows", table.rows(), "1 or more");
    problems.require(table.dimension() >= 1, at + "dimension", table.dimension(), "1 or more");
    problems.require(
        table.offsetBytes() >= 0 && table.offsetBytes() % ALIGNMENT_BYTES == 0,
        at + "offsetBytes",
        table.offsetBytes(),
        "a multiple of " + ALIGNMENT_BYTES);
    long rowBytes = rowBytes(table);
    problems.require(
        table.rowStrideBytes() >= rowBytes && table.rowStrideBytes() % ALIGNMENT_BYTES == 0,
        at + "rowStrideBytes",
        table.rowStrideBytes(),
        "a multiple of " + ALIGNMENT_BYTES + " of at least " + rowBytes + ", a row's bytes");
  }

  private static long rowBytes(Manifest.Table table) {
    long dimension = table.dimension();
    return switch (table.type()) {
      case FLOAT32 -> Float.BYTES * dimension;
      case FLOAT16 -> Short.BYTES * dimension;
      case INT8 -> Float.BYTES + dimension;
    };
  }

  private void overlaps() {
    List<Manifest.Table> byOffset = new ArrayList<>(manifest.tables());
    byOffset.sort(Comparator.comparingLong(Manifest.Table::offsetBytes));
    for (int i = 1; i < byOffset.size(); i++) {
      Manifest.Table before = byOffset.get(i - 1);
      Manifest.Table table = byOffset.get(i);
      problems.require(
          table.offsetBytes() >= endBytes(before),
          "tables",
          "the table of " + table.feature() + " at " + table.offsetBytes(),
          "an offset from "
              + endBytes(before)
              + ", where the table of "
              + before.feature()
              + " ends");
    }
  }

  /** The byte after a table's last; {@code Long.MAX_VALUE} for one that no file could hold. */
  static long endBytes(Manifest.Table table) {
    try {
      return Math.addExact(
          table.offsetBytes(), Math.multiplyExact(table.rows(), (long) table.rowStrideBytes()));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
