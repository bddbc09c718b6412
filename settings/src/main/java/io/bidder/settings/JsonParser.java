package io.bidder.settings;

import io.bidder.settings.Node.Entries;
import io.bidder.settings.Node.Form;
import io.bidder.settings.Node.Items;
import io.bidder.settings.Node.Scalar;
import io.bidder.settings.Node.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Parses one JSON document; numbers keep the text that they have there. */
final class JsonParser {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Source source;
  private final Problems problems;
  private final tools.jackson.core.JsonParser tokens;

  private JsonParser(Source source, Problems problems, tools.jackson.core.JsonParser tokens) {
    this.source = source;
    this.problems = problems;
    this.tokens = tokens;
  }

  /** The root; null, and a problem, where the bytes are no document. */
  static @Nullable Node parse(Source source, byte[] json, Problems problems) {
    try (tools.jackson.core.JsonParser tokens =
        FACTORY.createParser(ObjectReadContext.empty(), json)) {
      if (tokens.nextToken() == null) {
        problems.add(source.place(1), "the file is empty, expected a mapping");
        return null;
      }
      Node root = new JsonParser(source, problems, tokens).node(0);
      if (tokens.nextToken() != null) {
        int line = tokens.currentTokenLocation().getLineNr();
        problems.add(source.place(line), "no JSON: a second document, expected one");
        return null;
      }
      return root;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String problem = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      problems.add(
          source.place(at == null ? 1 : at.getLineNr()),
          "no JSON: " + problem + (at == null ? "" : ", in column " + at.getColumnNr()));
      return null;
    }
  }

  /** The value that begins with the current token, and ends with it then. */
  private Node node(int depth) {
    if (depth > Document.MAX_DEPTH) {
      throw new tools.jackson.core.exc.StreamReadException(
          tokens, "more than " + Document.MAX_DEPTH + " levels");
    }
    int line = tokens.currentTokenLocation().getLineNr();
    return switch (tokens.currentToken()) {
      case START_OBJECT -> entries(line, depth);
      case START_ARRAY -> {
        List<Node> items = new ArrayList<>();
        while (tokens.nextToken() != JsonToken.END_ARRAY) {
          items.add(node(depth + 1));
        }
        yield new Items(source, line, items);
      }
      case VALUE_STRING -> scalar(line, Form.TEXT);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(line, Form.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(line, Form.FLAG);
      case VALUE_NULL -> scalar(line, Form.NULL);
      default -> throw new IllegalStateException("no value begins with " + tokens.currentToken());
    };
  }

  private Entries entries(int line, int depth) {
    Entries entries = new Entries(source, line);
    while (tokens.nextToken() != JsonToken.END_OBJECT) {
      String key = tokens.currentName();
      int keyLine = tokens.currentTokenLocation().getLineNr();
      tokens.nextToken();
      if (entries.values.put(key, node(depth + 1)) != null) {
        problems.add(source.place(keyLine), Node.quoted(key) + " comes twice");
      }
    }
    return entries;
  }

  private Scalar scalar(int line, Form form) {
    return new Scalar(source, line, form, tokens.getString());
  }
}
