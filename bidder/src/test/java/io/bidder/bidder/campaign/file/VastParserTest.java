package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VastParserTest {
  private final List<String> problems = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"2.0,2,5", "3.0,3,6", "4.0,7,8", "4.1,11,12", "4.2,13,14", "4.3,15,16"})
  void parseShouldTellTheProtocolOfAVersion(String version, int inLine, int wrapper) {
    assertEquals(inLine, parse(vast(version, "<InLine/>")));
    assertEquals(wrapper, parse(vast(version, "<Wrapper/>")));
    assertEquals(List.of(), problems);
  }

  @ParameterizedTest
  @CsvSource({"00:00:15", "00:00:14.960", "00:00:15.499"})
  void parseShouldTakeDurationsOfTheSpot(String duration) {
    parse(spot(duration));
    assertEquals(List.of(), problems);
  }

  @ParameterizedTest
  @CsvSource({"00:00:14.499", "00:01:15", "15", "15 s", "00:00:75", "''"})
  void parseShouldRefuseOtherDurations(String duration) {
    parse(spot(duration));
    assertEquals(1, problems.size());
    assertTrue(problems.getFirst().startsWith("1: <Duration> is '" + duration + "', expected"));
  }

  @Test
  void parseShouldNotCompareADurationWhenTheCatalogueHasNone() {
    VastParser.parse(spot("00:00:30"), new VastParser.Promise(true, 0, List.of()), this::add);
    assertEquals(List.of(), problems);
  }

  @Test
  void parseShouldTellEveryProblemWithItsLine() {
    String vast =
        vast(
            "4.2",
            """
            <InLine>
            <Duration>00:00:30</Duration>
            <MediaFile><![CDATA[
              http://cdn.example/spot.mp4]]></MediaFile>
            </InLine>
            <InLine><Duration>soon</Duration></InLine>\
            """);
    assertEquals(13, parse(vast));
    assertEquals(3, problems.size());
    assertTrue(problems.get(0).startsWith("2: <Duration> is '00:00:30'"), problems.get(0));
    assertTrue(problems.get(1).startsWith("4: <MediaFile> is 'http://cdn"), problems.get(1));
    assertTrue(problems.get(2).startsWith("6: <Duration> is 'soon'"), problems.get(2));
    problems.clear();
    VastParser.parse(vast, new VastParser.Promise(false, 30, List.of()), this::add);
    assertEquals(1, problems.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <VAST version='3.0'><Ad>a & b</Ad></VAST>  | 1: not well-formed XML, at column 28
          <VAST version='3.0'>                       | 1: not well-formed XML
          text                                       | 1: not well-formed XML
          <!DOCTYPE VAST [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><VAST version='3.0'>&x;</VAST> \
          | 1: expected no DOCTYPE
          <DAAST version='1.0'><InLine/></DAAST>     | 1: expected <VAST version="…"> of 2.0, 3.0
          <VAST version='1.0'><InLine/></VAST>       | 1: expected <VAST version="…"> of 2.0, 3.0
          <VAST><InLine/></VAST>                     | 1: expected <VAST version="…"> of 2.0, 3.0
          <VAST version='3.0'><Ad/></VAST>           | 1: expected an <Ad> with <InLine> or <Wrapper>
          """)
  void parseShouldRefuseWhatIsNoVast(String document, String problem) {
    parse(document);
    assertTrue(problems.getFirst().startsWith(problem), problems::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <MediaFile type='video/mp4'>https://a.example</MediaFile>                   | video/mp4  | ''
          <MediaFile type='Video/MP4; codecs="avc1"'>https://a.example</MediaFile>    | video/mp4  | ''
          <Linear/>                                                                   | ''         | ''
          <Linear/>                                                                   | video/mp4  | \
              2: no <MediaFile> of type 'video/mp4', which mimes promises
          <MediaFile type='video/mp4'> </MediaFile>                                   | video/mp4  | \
              2: no <MediaFile> of type 'video/mp4', which mimes promises
          <MediaFile type='video/webm'>https://a.example</MediaFile>                  | video/mp4  | \
              2: no <MediaFile> of type 'video/mp4', which mimes promises, found video/webm
          """)
  void parseShouldMissMediaFilesOfPromisedTypes(String media, String mime, String problem) {
    VastParser.parse(
        vast("4.0", "\n<InLine>" + media + "</InLine>"),
        new VastParser.Promise(true, 0, mime.isEmpty() ? List.of() : List.of(mime)),
        this::add);
    assertEquals(problem.isEmpty() ? List.of() : List.of(problem), problems);
  }

  @Test
  void parseShouldLeaveMediaFilesToWhatAWrapperLeadsTo() {
    VastParser.parse(
        vast("4.0", "<Wrapper/>"),
        new VastParser.Promise(true, 0, List.of("video/mp4")),
        this::add);
    assertEquals(List.of(), problems);
  }

  private int parse(String document) {
    return VastParser.parse(document, new VastParser.Promise(true, 15, List.of()), this::add)
        .protocol();
  }

  private void add(int line, String problem) {
    problems.add(line + ": " + problem);
  }

  private static String vast(String version, String ad) {
    return "<VAST version=\"" + version + "\"><Ad>" + ad + "</Ad></VAST>";
  }

  private static String spot(String duration) {
    return vast("3.0", "<InLine><Duration>" + duration + "</Duration></InLine>");
  }
}
