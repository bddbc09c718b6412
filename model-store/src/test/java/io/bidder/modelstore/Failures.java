package io.bidder.modelstore;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Says that an action fails with a message that names what is wrong. */
public final class Failures {
  private Failures() {}

  /**
   * Asserts that {@code action} throws {@code type} with a message that holds every one of {@code
   * parts}.
   */
  public static void assertFails(
      Class<? extends Throwable> type, Executable action, String... parts) {
    String message = String.valueOf(assertThrows(type, action).getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
    }
  }
}
