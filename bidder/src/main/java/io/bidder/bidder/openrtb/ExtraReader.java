package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;

/** Passes over fields that a {@link BidRequest} has no place for, and keeps those asked for. */
final class ExtraReader {
  private final Fields fields;

  ExtraReader(Fields fields) {
    this.fields = fields;
  }

  /** The step below {@code node}, or null where no path leads on. */
  static ExtraPaths.@Nullable Node child(ExtraPaths.@Nullable Node node, String name) {
    return node == null ? null : node.child(name);
  }

  /** Reads or skips the field {@code name} of the object that {@code node} stands for. */
  void field(ExtraPaths.@Nullable Node node, String name, ExtraValues into) {
    ExtraPaths.Node child = child(node, name);
    if (child == null) {
      fields.skip();
    } else {
      value(child, into);
    }
  }

  private void value(ExtraPaths.Node node, ExtraValues into) {
    switch (fields.parser().currentToken()) {
      case START_OBJECT -> {
        for (String name = fields.nextField(); name != null; name = fields.nextField()) {
          field(node, name, into);
        }
      }
      case START_ARRAY -> {
        while (fields.nextElement()) {
          value(node, into);
        }
      }
      case VALUE_NULL -> {}
      default -> scalar(node, into);
    }
  }

  private void scalar(ExtraPaths.Node node, ExtraValues into) {
    if (node.path < 0) {
      return;
    }
    TextList values = into.forAdding(node.path);
    if (values.isFull()) {
      fields.leaveOut();
      return;
    }
    Text value = values.add();
    int length = Math.min(fields.parser().getStringLength(), Fields.MAX_TEXT);
    value.set(fields.parser().getStringCharacters(), fields.parser().getStringOffset(), length);
  }
}
