package io.bidder.settings;

import java.util.List;

/**
 * A YAML file that cannot be used; the message has one line for each problem, with file and line.
 */
public final class InvalidYamlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidYamlException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
