package io.bidder.modelstore.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class SharedDataTest {
  @Test
  void requireShouldFindTheDataWhenItLiesBesideTheRepository() {
    assertTrue(Files.isRegularFile(SharedData.require("data/README.md")));
  }

  @Test
  void requireShouldStopTheTestWhenTheDataIsMissing() {
    Class<? extends Throwable> expected =
        "true".equals(System.getenv("CI")) ? AssertionError.class : TestAbortedException.class;
    Throwable stopped = assertThrows(expected, () -> SharedData.require("data/no-such-set"));
    assertTrue(String.valueOf(stopped.getMessage()).contains("no-such-set is missing"));
  }
}
