package io.bidder.modelstore.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationsTest {
  @TempDir Path directory;

  @Test
  void readShouldGiveTheSameBitsWhenWritten() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    double[] raw = ascending(random, 40);
    double[] calibrated = ascending(random, 40);
    Calibrations written =
        new Calibrations(
            Map.of(
                Head.CTR,
                CalibrationMap.of(raw, calibrated),
                Head.CTCVR,
                CalibrationMap.identity()));
    Path file = directory.resolve(Calibrations.FILE);
    written.write(file);
    Calibrations read = Calibrations.read(file);

    assertEquals(written, read);
    assertTrue(read.of(Head.CTCVR).isIdentity());
    for (int i = 0; i < 1000; i++) {
      double p = random.nextDouble();
      assertEquals(written.of(Head.CTR).apply(p), read.of(Head.CTR).apply(p), 0);
    }
  }

  @Test
  void ofShouldBeTheIdentityWhenAHeadIsNotCalibrated() {
    assertTrue(Calibrations.none().of(Head.CTR).isIdentity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ctr\": | is not valid JSON",
        "[] | is [], expected an object",
        "{\"cvr\":{\"raw\":[],\"calibrated\":[]}} | head 'cvr' is unknown, expected ctr or ctcvr",
        "{\"ctr\":3} | head ctr is 3, expected an object",
        "{\"ctr\":{\"raw\":[0.1]}} | head ctr: field 'calibrated' is missing",
        "{\"ctr\":{\"raw\":[0.1],\"calibrated\":[0.1],\"x\":1}} | head ctr: field 'x' is unknown",
        "{\"ctr\":{\"raw\":[0.1],\"calibrated\":[\"a\"]}} | head ctr: 'calibrated[0]' is \"a\"",
        "{\"ctr\":{\"raw\":[0.2,0.1],\"calibrated\":[0.1,0.2]}} | head ctr: 'raw[1]' is 0.1",
        "{\"ctcvr\":{\"raw\":[1.5],\"calibrated\":[0.1]}} | head ctcvr: 'raw[0]' is 1.5",
        "{\"ctr\":{\"raw\":[],\"calibrated\":[]}} {} | is not valid JSON",
        "{\"ctr\":{\"raw\":[],\"calibrated\":[]},\"ctr\":{}} | is not valid JSON"
      })
  void readShouldNameFileHeadFieldAndValueWhenWrong(String json, String expected)
      throws IOException {
    Path file = directory.resolve(Calibrations.FILE);
    Files.writeString(file, json);
    String message =
        String.valueOf(
            assertThrows(InvalidVersionException.class, () -> Calibrations.read(file))
                .getMessage());
    assertTrue(message.contains(file.toString()) && message.contains(expected), message);
  }

  @Test
  void readShouldSayThatTheFileIsMissingWhenItIs() {
    Path file = directory.resolve(Calibrations.FILE);
    String message =
        String.valueOf(
            assertThrows(InvalidVersionException.class, () -> Calibrations.read(file))
                .getMessage());
    assertEquals(file + ": is missing, expected the calibration of the version", message);
  }

  private static double[] ascending(SplittableRandom random, int count) {
    return DoubleStream.generate(random::nextDouble).limit(count).sorted().toArray();
  }
}
