package io.bidder.modelstore.runtime;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.onnx.GraphBuilder;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums and differences of two vectors, through the C API and through the Java binding. */
class PinnedRunTest {
  private static final int LENGTH = 5;

  private final Arena arena = Arena.ofShared();
  private OrtSession session;

  @BeforeEach
  void open() throws OrtException {
    GraphBuilder graph = new GraphBuilder("sums");
    String a = graph.input("a", LENGTH);
    String b = graph.input("b", LENGTH);
    graph.rename(graph.add(a, b), "sum");
    graph.output("sum", LENGTH);
    graph.rename(graph.node("Sub", a, b), "difference");
    graph.output("difference", LENGTH);
    session = OrtLibrary.environment().createSession(graph.toBytes());
  }

  @AfterEach
  void close() throws OrtException {
    session.close();
    arena.close();
  }

  private PinnedRun run(boolean direct) {
    return new PinnedRun(
        session, List.of("b", "a"), List.of("difference", "sum"), direct ? OrtCApi.found() : null);
  }

  private TensorBuffer vector(int length) throws OrtException {
    return TensorBuffer.float32(arena, length);
  }

  @Test
  void apiShouldBeFoundInTheBindingThatIsBuiltWith() {
    assertNotNull(OrtCApi.found());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void runShouldReadAndWriteTheTensorsThatWereSetLast(boolean direct) throws OrtException {
    PinnedRun run = run(direct);
    Random random = new Random(1);
    try (TensorBuffer b = vector(LENGTH);
        TensorBuffer difference = vector(LENGTH);
        TensorBuffer sum = vector(LENGTH)) {
      run.input(0, b.tensor());
      run.output(0, difference.tensor());
      run.output(1, sum.tensor());
      for (int round = 0; round < 20; round++) {
        try (TensorBuffer a = vector(LENGTH)) {
          run.input(1, a.tensor());
          for (int i = 0; i < LENGTH; i++) {
            a.floats().put(i, random.nextFloat());
            b.floats().put(i, random.nextFloat());
          }
          run.run();
          for (int i = 0; i < LENGTH; i++) {
            assertEquals(a.floats().get(i) + b.floats().get(i), sum.floats().get(i));
            assertEquals(a.floats().get(i) - b.floats().get(i), difference.floats().get(i));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void runShouldFailInOnnxRuntimesWordsAndWorkAgainWhenATensorDoesNotFit(boolean direct)
      throws OrtException {
    PinnedRun run = run(direct);
    try (TensorBuffer a = vector(LENGTH);
        TensorBuffer b = vector(LENGTH);
        TensorBuffer longer = vector(LENGTH + 1);
        TensorBuffer difference = vector(LENGTH);
        TensorBuffer sum = vector(LENGTH)) {
      run.input(0, b.tensor());
      run.output(0, difference.tensor());
      run.output(1, sum.tensor());
      for (int round = 0; round < 1000; round++) {
        run.input(1, longer.tensor());
        assertFails(OrtException.class, run::run, "invalid dimensions", "input: a", "Got: 6");
      }
      run.input(1, a.tensor());
      a.floats().put(3, 2);
      b.floats().put(3, 0.5f);
      run.run();
      assertEquals(1.5f, difference.floats().get(3));
    }
  }
}
