package io.bidder.modelstore.cli;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.publishing.VersionLifter;
import io.bidder.modelstore.publishing.VersionSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** A report of what publishing did to a version's graph, in lines and as JSON. */
record PublishReport(
    VersionLifter.Outcome lifting,
    VersionSplitter.Outcome splitting,
    GoldenCheck.Reproduction golden) {

  static boolean hasTablesInside(Manifest manifest) {
    return manifest.network().inputs().stream()
        .anyMatch(input -> input.role() == Manifest.InputRole.IDS);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    VersionLifter.Lift lift = lifting.lift();
    if (lift != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "moved %d tables out of the graph: %,d bytes in tables.bin, the graph has %,d instead"
                  + " of %,d",
              lift.tables(),
              lift.tableBytes(),
              lift.graphBytes(),
              lift.graphBytesBefore()));
    }
    if (hasTablesInside(lifting.version().manifest())) {
      lines.add("scored as one graph with its tables inside: " + lifting.whyNot());
    } else if (splitting.isSplit()) {
      lines.add("scored as two graphs: once an impression, once a candidate");
    } else {
      lines.add("scored as one graph: " + splitting.whyNot());
    }
    if (golden.rows() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "reproduces %d golden rows%s, off by at most %.1e of a probability (allowed: %.0e)",
              golden.rows(),
              lift != null && lift.goldenMade() ? " made of the graph as it was brought" : "",
              golden.largestDifference(),
              GoldenCheck.RELATIVE));
    }
    return lines;
  }

  void addTo(ObjectNode result) {
    VersionLifter.Lift lift = lifting.lift();
    result.put("lifted", lift != null);
    if (lift != null) {
      result.put("tables", lift.tables());
      result.put("tableBytes", lift.tableBytes());
      result.put("graphBytes", lift.graphBytes());
      result.put("graphBytesBefore", lift.graphBytesBefore());
    } else if (hasTablesInside(lifting.version().manifest())) {
      result.put("notLiftedBecause", lifting.whyNot());
    }
    result.put("split", splitting.isSplit());
    result.put("notSplitBecause", splitting.whyNot());
    result.put("goldenRows", golden.rows());
    result.put("goldenDifference", golden.largestDifference());
  }
}
