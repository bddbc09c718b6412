package io.bidder.modelstore.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                CalibrationMap.identity()),
            Map.of(Head.CTCVR, CalibrationMap.of(calibrated, raw)),
            Map.of("a", new CampaignOffsets(0.1, -0.1)));
    Path file = directory.resolve(Calibrations.FILE);
    written.write(file);
    Calibrations read = Calibrations.read(file);

    assertEquals(written, read);
    assertTrue(read.of(Head.CTCVR).isIdentity());
    assertEquals(read.of(Head.CTR), read.withoutPerson(Head.CTR));
    assertEquals(CalibrationMap.of(calibrated, raw), read.withoutPerson(Head.CTCVR));
    for (int i = 0; i < 1000; i++) {
      double p = random.nextDouble();
      assertEquals(written.of(Head.CTR).apply(p), read.of(Head.CTR).apply(p), 0);
    }
  }

  @Test
  void readShouldGiveTheSameCampaignsWhenWrittenAsManyAsThereMayBe() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    Map<String, CampaignOffsets> campaigns = new HashMap<>();
    for (int i = 0; i < Calibrations.MAX_CAMPAIGNS; i++) {
      campaigns.put(
          "campaign-of-an-advertiser-with-a-long-name-" + i,
          new CampaignOffsets(random.nextDouble(-4, 4), random.nextDouble(-4, 4)));
    }
    Calibrations written = new Calibrations(Map.of(), campaigns);
    Path file = directory.resolve(Calibrations.FILE);
    written.write(file);

    assertEquals(campaigns, Calibrations.read(file).campaigns());
    campaigns.put("one more", new CampaignOffsets(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Calibrations(Map.of(), campaigns));
  }

  @Test
  void readShouldGiveNoCampaignsWhenTheFileIsOfBeforeTheyWere() throws IOException {
    Path file = directory.resolve(Calibrations.FILE);
    Files.writeString(file, "{\"ctr\": {\"raw\": [0.1], \"calibrated\": [0.2]}}");

    Calibrations read = Calibrations.read(file);
    assertEquals(Map.of(), read.campaigns());
    read.write(file);
    assertFalse(Files.readString(file).contains("campaigns"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {4.01, -4.01, Double.NaN, Double.POSITIVE_INFINITY})
  void offsetsShouldBeRefusedWhenOutsideTheirRange(double offset) {
    assertThrows(IllegalArgumentException.class, () -> new CampaignOffsets(offset, 0));
    assertThrows(IllegalArgumentException.class, () -> new CampaignOffsets(0, offset));
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
        "{\"cvr\":{\"raw\":[],\"calibrated\":[]}} | field 'cvr' is unknown, expected ctr, ctcvr,"
            + " withoutPerson or campaigns",
        "{\"withoutPerson\":3} | withoutPerson is 3, expected an object with ctr and ctcvr",
        "{\"withoutPerson\":{\"cvr\":{}}} | field 'cvr' is unknown",
        "{\"withoutPerson\":{\"ctr\":{\"raw\":[0.1]}}} | head withoutPerson.ctr: field 'calibrated'"
            + " is missing",
        "{\"ctr\":3} | head ctr is 3, expected an object",
        "{\"ctr\":{\"raw\":[0.1]}} | head ctr: field 'calibrated' is missing",
        "{\"ctr\":{\"raw\":[0.1],\"calibrated\":[0.1],\"x\":1}} | head ctr: field 'x' is unknown",
        "{\"ctr\":{\"raw\":[0.1],\"calibrated\":[\"a\"]}} | head ctr: 'calibrated[0]' is \"a\"",
        "{\"ctr\":{\"raw\":[0.2,0.1],\"calibrated\":[0.1,0.2]}} | head ctr: 'raw[1]' is 0.1",
        "{\"ctcvr\":{\"raw\":[1.5],\"calibrated\":[0.1]}} | head ctcvr: 'raw[0]' is 1.5",
        "{\"campaigns\":[]} | campaigns is [], expected an object with at most 100000 campaigns",
        "{\"campaigns\":{\"\":{\"ctr\":0,\"ctcvr\":0}}} | a campaign's id is empty",
        "{\"campaigns\":{\"a\":0.1}} | campaign 'a' is 0.1, expected an object",
        "{\"campaigns\":{\"a\":{\"ctr\":0}}} | campaign 'a': ctcvr is missing",
        "{\"campaigns\":{\"a\":{\"ctr\":0,\"ctcvr\":0,\"cvr\":0}}} | campaign 'a': field 'cvr'",
        "{\"campaigns\":{\"a\":{\"ctr\":4.1,\"ctcvr\":0}}} | ctr is 4.1, expected a number within"
            + " ±4.0",
        "{\"campaigns\":{\"a\":{\"ctr\":0,\"ctcvr\":-1e999}}} | campaign 'a': ctcvr is",
        "{\"campaigns\":{\"a\":{\"ctr\":\"0\",\"ctcvr\":0}}} | campaign 'a': ctr is \"0\"",
        "{\"campaigns\":{\"a\":{\"ctr\":0,\"ctcvr\":0},\"a\":{}}} | is not valid JSON",
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
