package io.bidder.settings.html;

/**
 * Writes HTML and SVG. All text and attribute values are escaped; only {@link #raw} takes markup.
 */
public final class Html {
  private final StringBuilder out = new StringBuilder(1 << 16);

  /** Markup of our own; never anything out of a log. */
  public Html raw(String markup) {
    out.append(markup);
    return this;
  }

  public Html text(String text) {
    escape(text);
    return this;
  }

  /** A start tag. Attributes are pairs of name and value. */
  public Html open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    return this;
  }

  /** A tag without content. */
  public Html empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  public Html close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  /** An element that holds text only. */
  public Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** A table row: a heading, then cells. */
  public Html row(String heading, String... cells) {
    out.append("<tr>");
    element("th", heading, "scope", "row");
    for (String cell : cells) {
      element("td", cell);
    }
    return close("tr");
  }

  /** A scrollable table's start, up to the open body. */
  public Html table(String caption, String... columns) {
    open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
    open("table").element("caption", caption).raw("<thead><tr>");
    for (String column : columns) {
      element("th", column, "scope", "col");
    }
    return raw("</tr></thead>\n<tbody>\n");
  }

  public Html endTable() {
    return raw("</tbody></table></div>\n");
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\0' -> out.append('\uFFFD');
        // A percent sign stays with its number.
        case ' ' -> out.append(text.startsWith("%", i + 1) ? "&#160;" : " ");
        default -> out.append(c);
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
