package io.bidder.modelstore.manifest;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ManifestFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestJsonTest {
  private static final String FULL =
      new String(ManifestJson.write(ManifestFixture.full()), StandardCharsets.UTF_8);

  private static final String SPLIT =
      new String(ManifestJson.write(ManifestFixture.split()), StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void readShouldReturnWhatWasWritten() throws IOException {
    Path file = directory.resolve("manifest.json");
    Files.writeString(file, FULL);

    assertEquals(ManifestFixture.full(), ManifestJson.read(file));
  }

  @Test
  void writeShouldGiveTheSameBytesForTheSameManifest() {
    Manifest read = parse(FULL);

    assertEquals(FULL, new String(ManifestJson.write(read), StandardCharsets.UTF_8));
  }

  @Test
  void writeShouldLeaveOutFiguresThatAreNotNumbers() {
    Manifest full = ManifestFixture.full();
    Manifest undefined =
        new Manifest(
            full.formatVersion(),
            full.id(),
            full.name(),
            full.createdAt(),
            full.parent(),
            full.schema(),
            full.heads(),
            full.network(),
            full.tables(),
            full.calibration(),
            full.training(),
            Map.of("auc", Double.NaN, "logLoss", 0.5f, "lift", Double.POSITIVE_INFINITY),
            full.files());

    Manifest read = parse(new String(ManifestJson.write(undefined), StandardCharsets.UTF_8));

    assertEquals(Map.of("logLoss", 0.5), read.metrics());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "buckets" : 1000         | "buckets" : "many"       | schema.features[0].buckets is 'many', expected a whole number from 1 to 1073741824
          "buckets" : 1000         | "buckets" : 0            | schema.features[0].buckets is 0, expected a whole number from 1
          "buckets" : 1000         | "buckets" : 1.5          | schema.features[0].buckets is 1.5, expected a whole number
          "buckets" : 1000         | "buckets" : 1e99         | schema.features[0].buckets is 1e99, expected a whole number
          "buckets" : 1000         | "bucket" : 1000          | schema.features[0].buckets is missing, expected a whole number
          "buckets" : 1000         | "bucket" : 1000          | schema.features[0].bucket: unknown key, did you mean 'buckets'?
          "side" : "request"       | "side" : "Request"       | schema.features[0].side is 'Request', expected one of request, candidate
          "kind" : "bag"           | "kind" : "bags"          | schema.features[1].kind is 'bags', expected one of categorical, bag, bucketised, cross, numeric
          "pooling" : "mean"       | "pooling" : null         | schema.features[1].pooling is null, expected one of sum, mean
          "maxValues" : 4          | "maxValues" : 100000     | schema.features[1].maxValues is 100000, expected a whole number from 1 to 4096
          "name" : "cat"           | "name" : "site"          | schema: feature name 'site' comes twice: expected unique names
          300.0,                   | 0.1,                     | schema.features[2]: feature 'width': boundaries[1] is 0.1, expected more than boundaries[0] = 0.1
          300.0,                   | "x",                     | schema.features[2].boundaries[1] is 'x', expected a finite number
          "first" : "site"         | "first" : "sites"        | schema: feature 'site x creative': first is 'sites', expected a feature declared before the cross
          "first" : "site"         | "first" : "cat"          | schema: feature 'site x creative': first is bag 'cat', expected a single-valued feature
          "second" : "creative"    | "second" : "width"       | schema: feature 'site x creative': side is CANDIDATE, expected REQUEST, the later side of the two
          "transform" : "log1p"    | "transform" : "log"      | schema.features[5].transform is 'log', expected one of identity, log1p
          "mean" : 0.1             | "mean" : 1e999           | schema.features[5].mean
          "clip" : 5.0             | "clip" : 0               | schema.features[5]: feature 'floor': clip is 0.0, expected a finite number above 0
          "hash" : "xxh64"         | "hash" : "md5"           | schema: hash is 'md5', expected 'xxh64'
          "id" : "2026             | "id" : "../2026          | id is '../20260131-120000-dlrm-00ff', expected 1 to 100 letters
          "createdAt" : "2026      | "createdAt" : "2o26      | createdAt is '2o26-01-31T12:00:00Z', expected an instant
          "name" : "dlrm"          | "name" : " "             | name is ' ', expected a name
          "parent" : "2026         | "parent" : ".2026        | parent is '.20260130
          "heads" : [ "ctr", "cvr" ]  | "heads" : [ "cvr", "ctr" ] | heads is [cvr, ctr], expected [ctr], [cvr] or [ctr, cvr]
          "heads" : [ "ctr", "cvr" ]  | "heads" : [ "ctr" ]   | network.outputs[1].head is 'cvr', expected one of heads, [ctr]
          "heads" : [ "ctr", "cvr" ]  | "heads" : "ctr"       | heads is 'ctr', expected a list
          "head" : "cvr"           | "head" : "ctr"           | network.outputs is [ctr, ctr], expected an output for head cvr
          "column" : 1             | "column" : 0             | network.outputs[1] is 'p column 0', expected a tensor and column that no other output names
          "file" : "model.onnx"    | "file" : "/etc/passwd"   | network.file is '/etc/passwd', expected a file's name
          "file" : "model.onnx"    | "file" : "other.onnx"    | expected also other.onnx, which network.file needs
          "tensor" : "sparse"      | "tensor" : "dense"       | network.inputs[1].tensor is 'dense', expected a tensor that no other input names
          "role" : "numeric"       | "role" : "ids"           | network.inputs[0].features[0] is 'floor', expected a categorical, bag, bucketised or cross feature
          "features" : [ "floor" ] | "features" : [ "site" ]  | schema.features[5].name is 'floor', expected a feature that an input of the network or a cross uses
          "features" : [ "floor" ] | "features" : [ ]         | network.inputs[0].features is '[]', expected at least one feature
          "feature" : "width"      | "feature" : "height"     | tables[2].feature is 'height', expected a categorical, bag, bucketised or cross feature of the schema
          "feature" : "width"      | "feature" : "cat"        | tables[2].feature is 'cat', expected one table a feature
          "feature" : "width"      | "feature" : "cat"        | network.inputs[1].features[2] is 'width', expected a feature that tables has a table for
          "rows" : 1001            | "rows" : 1000            | tables[0].rows is 1000, expected 1001, as many as feature site has ids
          "offsetBytes" : 64064    | "offsetBytes" : 64000    | tables is 'the table of cat at 64000', expected an offset from 64064
          "offsetBytes" : 64064    | "offsetBytes" : 64065    | tables[1].offsetBytes is 64065, expected a multiple of 64
          "rowStrideBytes" : 64    | "rowStrideBytes" : 32    | tables[0].rowStrideBytes is 32, expected a multiple of 64 of at least 64
          "offsetBytes" : 68992    | "offsetBytes" : 9223372036854775744 | files["tables.bin"].bytes is 101056, expected 9223372036854775807 or more
          "calibration" : true     | "calibration" : false    | expected no calibration.json, as calibration says there is none
          "calibration" : true     | "calibration" : 1        | calibration is 1, expected one of true, false
          "sha256" : "999          | "sha256" : "XXX          | files["calibration.json"].sha256
          "calibration.json" :     | "a/b" :                  | files["a/b"] is 'a/b', expected a file's name other than manifest.json
          "formatVersion" : 1      | "formatVersion" : 2      | formatVersion is 2, expected 1, the only format this release reads
          "formatVersion" : 1      | "formatVersion" : "1"    | formatVersion is '1', expected a whole number
          "training" : {           | "extra": 1, "training" : {  | extra: unknown key, expected one of formatVersion, id, name,
          "training" : {           | "id": "x", "training" : {   | 'id' comes twice
          "training" : {           | "training" : [           | no JSON
          """)
  void parseShouldNameFieldValueAndExpectationWhenAManifestIsWrong(
      String old, String replacement, String expected) {
    assertTrue(FULL.contains(old), () -> old + " in " + FULL);

    int at = FULL.indexOf(old);
    refused(FULL.substring(0, at) + replacement + FULL.substring(at + old.length()), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "requestFile" : "request.onnx" | "requestFile" : "../r"           | network.split.requestFile is '../r', expected a file's name
          "requestFile" : "request.onnx" | "requestFile" : "model.onnx"     | network.split.requestFile is 'model.onnx', expected a file other than the network's others
          "requestFile" : "request.onnx" | "requestFile" : "candidate.onnx" | network.split.candidateFile is 'candidate.onnx', expected a file other than
          "requestFile" : "request.onnx" | "requestFile" : "r.onnx"         | expected also r.onnx, which network.split.requestFile needs
          "candidateFile" : "candidate.onnx" | "candidateFile" : "c.onnx"   | expected also c.onnx, which network.split.candidateFile needs
          "candidateFile" :              | "candidatesFile" :               | network.split.candidateFile is missing
          "request dense"                | "request sparse"                 | network.split.requestInputs[1].tensor is 'request sparse', expected a tensor that no other input names
          [ "site", "cat", "width" ]     | [ "site", "cat", "creative" ]    | network.split.requestInputs[1].features[2] is 'creative', expected a feature of side request that network.inputs has
          [ "site", "cat", "width" ]     | [ "site", "cat" ]                | network.split.requestInputs is [cat, floor, site], expected also width, of side request in network.inputs
          [ "site", "cat", "width" ]     | [ "site", "site", "width" ]      | network.split.requestInputs[1].features[1] is 'site', expected each feature once
          [ "site", "cat", "width" ]     | [ "site", "floor", "width" ]     | network.split.requestInputs[1].features[1] is 'floor', expected a feature that tables has a table for
          [ "creative", "site x creative" ] | [ "creative" ]                | network.split.candidateInputs is [creative], expected also site x creative, of side candidate
          [ "creative", "site x creative" ] | [ "creative", "site" ]        | network.split.candidateInputs[0].features[1] is 'site', expected a feature of side candidate
          [ "creative", "site x creative" ] | [ ]                           | network.split.candidateInputs[0].features is '[]', expected at least one feature
          "tensor" : "top"               | "tensor" : " "                   | network.split.carried[0].tensor is ' ', expected a tensor's name
          "tensor" : "top"               | "tensor" : "rows"                | network.split.carried[1].tensor is 'rows', expected a tensor that neither graph has as another input
          "tensor" : "top"               | "tensor" : "candidate sparse"    | network.split.carried[0].tensor is 'candidate sparse', expected a tensor that neither
          "dims" : [ 64 ]                | "dims" : [ 0 ]                   | network.split.carried[0].dims[0] is 0, expected a whole number from 1 to 65536
          "dims" : [ 64 ]                | "dims" : [ ]                     | network.split.carried[0].dims is [], expected 1 to 6 sizes above 0
          "dims" : [ 64 ]                | "dims" : 64                      | network.split.carried[0].dims is 64, expected a list
          "dims" : [ 64 ]                | "dims" : [ 65536 ]             | network.split.carried[1].dims is [4, 16], expected at most 65536 floats in all carried tensors
          "dims" : [ 64 ]                | "dims" : [ 65536, 65536, 65536, 65536 ] | network.split.carried[0].dims
          "precision" : "int8"           | "precision" : "int4"             | network.split.precision is 'int4', expected one of float32, int8
          "precision" : "int8"           | "precision" : "int8", "x" : 1    | network.split.x: unknown key
          """)
  void parseShouldNameFieldValueAndExpectationWhenASplitIsWrong(
      String old, String replacement, String expected) {
    // What the split has; the network's own inputs have some of the same names before it.
    int at = SPLIT.indexOf(old, SPLIT.indexOf("\"split\""));
    assertTrue(at > 0, () -> old + " in " + SPLIT);

    refused(SPLIT.substring(0, at) + replacement + SPLIT.substring(at + old.length()), expected);
  }

  @Test
  void parseShouldGiveBackASplitOrItsAbsence() {
    assertEquals(ManifestFixture.split(), parse(SPLIT));
    String withNull = FULL.replaceFirst("\"outputs\"", "\"split\" : null, \"outputs\"");
    assertEquals(ManifestFixture.full(), parse(withNull));
  }

  @Test
  void parseShouldReportEveryProblemAtOnce() {
    refused(
        FULL.replace("\"buckets\" : 1000", "\"buckets\" : -1").replace("\"log1p\"", "7"),
        "schema.features[0].buckets is -1",
        "schema.features[5].transform is 7, expected one of identity, log1p");
  }

  @Test
  void parseShouldRefuseATruncatedManifest() {
    String trimmed = FULL.strip();
    for (int length = 0; length < trimmed.length(); length += 13) {
      refused(trimmed.substring(0, length));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []      | the file is an empty list, expected a mapping
          null    | the file is null, expected a mapping
          {}      | formatVersion is missing, expected a whole number from 1 to 1
          {} {}   | no JSON
          """)
  void parseShouldRefuseWhatIsNotOneObject(String json, String expected) {
    refused(json, expected);
  }

  @Test
  void readShouldNameTheFileWhenThereIsNone() {
    Path file = directory.resolve("manifest.json");

    assertFails(
        InvalidVersionException.class,
        () -> ManifestJson.read(file),
        file + ": there is no such file, expected a version's manifest");
  }

  @Test
  void readDraftShouldFillInWhatAHandWrittenManifestLeavesOut() throws IOException {
    Path file = directory.resolve("manifest.json");
    Files.writeString(
        file,
        """
        {
          "formatVersion": 1,
          "name": "dlrm from PyTorch",
          "schema": {"hash": "xxh64", "features": [
            {"kind": "categorical", "name": "site", "source": "site.domain", "side": "request", "buckets": 10}]},
          "heads": ["ctr"],
          "network": {
            "file": "model.onnx",
            "inputs": [{"tensor": "ids", "role": "ids", "features": ["site"]}],
            "outputs": [{"tensor": "p", "head": "ctr", "form": "logit"}]}
        }
        """);

    Manifest draft = ManifestJson.readDraft(file);

    assertEquals("", draft.id());
    assertEquals("", draft.createdAt());
    assertEquals(Map.of(), draft.files());
    assertEquals(0, draft.network().outputs().getFirst().column());
    assertFails(
        InvalidVersionException.class,
        () -> ManifestJson.read(file),
        "id is missing",
        "files is missing");
  }

  private static Manifest parse(String json) {
    return ManifestJson.parse("manifest.json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String json, String... expected) {
    assertFails(InvalidVersionException.class, () -> parse(json), "manifest.json");
    assertFails(InvalidVersionException.class, () -> parse(json), expected);
  }
}
