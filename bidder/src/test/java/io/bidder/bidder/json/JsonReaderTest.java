package io.bidder.bidder.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.json.JsonReader.Token;
import io.bidder.bidder.openrtb.reader.RequestMaker;
import io.bidder.modelstore.testing.Cases;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The reader tells of any bytes what Jackson tells of them, and refuses what Jackson refuses. */
class JsonReaderTest {
  private static final String FAULT = "fault";
  private static final int MUTATIONS = 6;

  private final JsonFactory jackson =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonLimits.MAX_DEPTH)
                  .maxStringLength(JsonLimits.MAX_TEXT)
                  .maxNameLength(JsonLimits.MAX_NAME)
                  .build())
          .build();

  private final JsonReader reader = new JsonReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{}",
        "[]",
        "{} {}",
        "{}{}",
        "[1][2]",
        "{}x",
        "null",
        "nul",
        "nulll",
        "truefalse",
        "[1,2,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" : 1 }",
        "{a:1}",
        "{'a':1}",
        "[1}",
        "{]",
        "{\"a\":[}",
        "[[[]]",
        "]",
        "}",
        "[1]]",
        ":",
        ",",
        "[:]",
        "{\"a\":1 \"b\":2}",
        "{\"a\"::1}",
        "{\"a\",1}",
        "[\"a\":1]",
        "[0,-0,0.0,-0.5e+10,1E-3,1e5]",
        "[01]",
        "[-]",
        "[+1]",
        "[.5]",
        "[1.]",
        "[1.e5]",
        "[1e]",
        "[1e+]",
        "[--1]",
        "[1a]",
        "[-a]",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[0x10]",
        "[1_0]",
        "\"\\u00e9\\uD83D\\uDE00\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\x\"",
        "\"\\\"",
        "\"a\tb\"",
        "\"a\\tb\\b\\f\\n\\r\\/\\\\\"",
        "\"é😀\"",
        "\"unclosed",
        "\"\u007f\"",
        "{\"é\":1}",
        "{\"a\\u0062\":1,\"\":2}",
        "{\"a\tb\":1}",
        "/*c*/{}",
        "#c\n{}",
        "\u00a0{}",
        "[1,\f2]",
        "\r\n\t [ \r\n\t 1 \r\n\t , \"x\" \r\n\t ] \r\n\t",
        "tru",
        "t",
        "-",
        "\"",
        "{\"",
        "{\"a",
        "[1"
      })
  void readerShouldTellWhatJacksonTellsWhenJsonIsOddOrWrong(String json) {
    assertSame(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65})
  void readerShouldTellWhatJacksonTellsWhenNestedDeep(int depth) {
    assertSame("[".repeat(depth).concat("]".repeat(depth)).getBytes(StandardCharsets.UTF_8));
    assertSame(
        "{\"a\":"
            .repeat(depth)
            .concat("1")
            .concat("}".repeat(depth))
            .getBytes(StandardCharsets.UTF_8));
    assertSame("[{\"a\":".repeat(depth / 2).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readerShouldTellWhatJacksonTellsWhenARequestIsMutated() {
    Cases.forAll(
        48,
        4000,
        draw -> {
          long seed = draw.anyLong();

          Random random = new Random(seed);
          RequestMaker maker = new RequestMaker(random, random.nextBoolean(), random.nextBoolean());
          byte[] bytes = maker.request().getBytes(StandardCharsets.UTF_8);
          int mutations = random.nextInt(MUTATIONS);
          for (int i = 0; i < mutations; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
              case 0 -> bytes[at] = (byte) random.nextInt(128);
              case 1 -> bytes[at] = (byte) "{}[]\",:0-e.tn\\ ".charAt(random.nextInt(15));
              case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
              case 3 -> bytes[at] = bytes[random.nextInt(bytes.length)];
              case 4 -> bytes = insert(bytes, at, odd(random).getBytes(StandardCharsets.UTF_8));
              default -> bytes = insert(bytes, at, Arrays.copyOfRange(bytes, 0, at));
            }
          }
          if (Utf8.firstInvalid(bytes, 0, bytes.length) == Utf8.VALID) {
            assertSame(bytes);
          }
        });
  }

  private static String odd(Random random) {
    String[] odd = {
      "\\u00e9", "\\ud83d\\ude00", "é", "😀", "\\\"", "\\n", "1e5", "null", "{}", "[]", "\n"
    };
    return odd[random.nextInt(odd.length)];
  }

  private static byte[] insert(byte[] bytes, int at, byte[] more) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, at, more.length);
    System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
    return longer;
  }

  private void assertSame(byte[] json) {
    String expected = jackson(json);
    // Jackson looks for UTF-16 and UTF-32, which are no JSON to us.
    for (int i = 0; i < Math.min(4, json.length); i++) {
      if (json[i] == 0) {
        return;
      }
    }
    String shown = new String(json, StandardCharsets.UTF_8);
    assertEquals(expected, own(json), shown);
    assertEquals(expected.equals(FAULT), skips(json).equals(FAULT), shown);
    // Wherever the bytes stand, those around them are not looked at.
    byte[] within = new byte[json.length + 20];
    Arrays.fill(within, (byte) '9');
    System.arraycopy(json, 0, within, 10, json.length);
    StringBuilder told = new StringBuilder();
    reader.begin(within, 10, json.length);
    assertEquals(expected, own(told), shown);
  }

  private String own(byte[] json) {
    reader.begin(json, 0, json.length);
    return own(new StringBuilder());
  }

  /** Of what is wrong it only counts that it is: Jackson sees some faults a token earlier. */
  private String own(StringBuilder told) {
    try {
      for (Token token = reader.next(); token != Token.END; token = reader.next()) {
        value(told);
      }
    } catch (JsonFault fault) {
      return FAULT;
    }
    return told.toString();
  }

  private void value(StringBuilder told) {
    told.append(reader.token()).append(' ');
    switch (reader.token()) {
      case START_OBJECT -> {
        for (String name = reader.nextName(); name != null; name = reader.nextName()) {
          told.append('<').append(name).append("> ");
          reader.next();
          value(told);
        }
        told.append(reader.token()).append(' ');
      }
      case START_ARRAY -> {
        while (reader.next() != Token.END_ARRAY) {
          value(told);
        }
        told.append(reader.token()).append(' ');
      }
      case STRING, NUMBER, TRUE, FALSE -> {
        Text text = new Text();
        reader.text().copyTo(text);
        told.append('<').append(text).append("> ");
        assertEquals(text.length(), reader.text().length());
      }
      default -> {}
    }
  }

  /** Passes over everything: {@link #FAULT} or nothing. */
  private String skips(byte[] json) {
    reader.begin(json, 0, json.length);
    try {
      while (reader.next() != Token.END) {
        reader.skipChildren();
      }
      return "";
    } catch (JsonFault fault) {
      return FAULT;
    }
  }

  private String jackson(byte[] json) {
    StringBuilder told = new StringBuilder();
    try (JsonParser parser = jackson.createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String text = parser.getString();
        if (token == JsonToken.PROPERTY_NAME) {
          told.append('<').append(text).append("> ");
          continue;
        }
        told.append(ownName(token)).append(' ');
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          told.append('<').append(text).append("> ");
        }
      }
      return told.toString();
    } catch (JacksonException fault) {
      return FAULT;
    }
  }

  private static @Nullable Token ownName(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Token.START_OBJECT;
      case END_OBJECT -> Token.END_OBJECT;
      case START_ARRAY -> Token.START_ARRAY;
      case END_ARRAY -> Token.END_ARRAY;
      case VALUE_STRING -> Token.STRING;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Token.NUMBER;
      case VALUE_TRUE -> Token.TRUE;
      case VALUE_FALSE -> Token.FALSE;
      case VALUE_NULL -> Token.NULL;
      default -> throw new AssertionError(token);
    };
  }
}
