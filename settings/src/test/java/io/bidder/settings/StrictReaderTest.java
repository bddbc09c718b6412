package io.bidder.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bidder.settings.StrictReader.MalformedTextException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictReaderTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "Köln\n日本\n", "\uD83D\uDE00", "a\uFEFFb", "\uFEFF", "\u0000\r\n"})
  void textShouldComeAsItIsButForAMarkBeforeIt(String text) throws IOException {
    String expected = text.equals("\uFEFF") ? "" : text;
    assertEquals(expected, StrictReader.utf8(text.getBytes(StandardCharsets.UTF_8)));
    byte[] marked = ("\uFEFF" + expected).getBytes(StandardCharsets.UTF_8);
    assertEquals(expected, StrictReader.utf8(marked));
    assertEquals(expected, read(expected.getBytes(StandardCharsets.UTF_16), "UTF-16"));
    assertEquals(
        expected, read(("\uFEFF" + expected).getBytes(StandardCharsets.UTF_16LE), "UTF-16LE"));
  }

  @Test
  void textShouldComeWholeAcrossBuffers() throws IOException {
    String text = "é\uD83D\uDE00x".repeat(50_000);
    assertEquals(text, StrictReader.utf8(text.getBytes(StandardCharsets.UTF_8)));
    assertEquals(text, StrictReader.utf8(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, 61E9, 1:2, byte 0xE9 is no UTF-8",
    "UTF-8, 610A62C3, 2:2, byte 0xC3 is no UTF-8",
    "UTF-8, EFBBBF61FF, 1:2, byte 0xFF is no UTF-8",
    "UTF-8, C3A90AF09F98800D0A61EDA080, 3:2, byte 0xED is no UTF-8",
    "UTF-8, F09F988062C0AF, 1:3, byte 0xC0 is no UTF-8",
    "UTF-8, FFFE6100, 1:1, byte 0xFF is no UTF-8; the file begins as UTF-16 does",
    "UTF-8, FEFF0061, 1:1, byte 0xFE is no UTF-8; the file begins as UTF-16 does",
    "US-ASCII, 0A0AC3, 3:1, byte 0xC3 is no US-ASCII",
    "windows-1252, 6181, 1:2, byte 0x81 is no windows-1252",
    "UTF-16LE, 610000D8, 1:2, byte 0x00 is no UTF-16LE",
    "UTF-16BE, 006100, 1:2, byte 0x00 is no UTF-16BE",
  })
  void readShouldEndWithThePlaceWhenBytesAreNotOfTheEncoding(
      String encoding, String hex, String place, String complaint) {
    MalformedTextException e =
        assertThrows(
            MalformedTextException.class, () -> read(HexFormat.of().parseHex(hex), encoding));
    assertEquals(place, e.place());
    assertEquals(complaint, e.complaint());
  }

  @Test
  void documentsShouldBeReadWithoutAMark() throws IOException {
    Path yaml = Files.writeString(directory.resolve("marked.yaml"), "\uFEFFa: 1\n");
    assertEquals("a: 1\n", Document.text(yaml, 100));
    assertEquals(1, Document.yaml(yaml, 100, new Problems()).read(StrictReaderTest::a));
    assertEquals(1, Document.readYaml(yaml, 100, "list", StrictReaderTest::a));
    byte[] json = "\uFEFF{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    assertEquals(1, Document.json("m.json", json, new Problems()).read(StrictReaderTest::a));
  }

  private static int a(Section root) {
    return root.get("a", Types.integer(0, 9)).required();
  }

  private static String read(byte[] bytes, String encoding) throws IOException {
    try (StrictReader reader =
        new StrictReader(new ByteArrayInputStream(bytes), Charset.forName(encoding))) {
      return reader.readAllAsString();
    }
  }
}
