package io.bidder.modelstore.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The function of ONNX Runtime's C API that runs a session, without the half to one KiB that its
 * Java binding allocates for each run (ADR 7). The binding still opens, checks and closes
 * everything; only the addresses that it keeps are read.
 *
 * @see <a href="https://onnxruntime.ai/docs/api/c/struct_ort_api.html">OrtApi</a>, whose first
 *     functions keep their places in every version
 */
public final class OrtCApi {
  private static final Logger LOG = System.getLogger(OrtCApi.class.getName());

  // Places in OrtApi, whose functions of version 1 keep theirs.
  private static final int GET_ERROR_MESSAGE = 2;
  private static final int RUN = 9;
  private static final int RELEASE_STATUS = 93;
  private static final int FUNCTIONS = 94;

  private static final @Nullable OrtCApi FOUND = find();

  private final VarHandle sessionHandle;
  private final VarHandle tensorHandle;
  private final MethodHandle run;
  private final MethodHandle errorMessage;
  private final MethodHandle releaseStatus;

  @SuppressWarnings("restricted")
  private OrtCApi() throws ReflectiveOperationException {
    OrtLibrary.environment(); // Loads the library.
    Lookup own = MethodHandles.lookup();
    Class<?> binding = Class.forName(OrtSession.class.getPackageName() + ".OnnxRuntime");
    VarHandle api =
        MethodHandles.privateLookupIn(binding, own)
            .findStaticVarHandle(binding, "ortApiHandle", long.class);
    sessionHandle =
        MethodHandles.privateLookupIn(OrtSession.class, own)
            .findVarHandle(OrtSession.class, "nativeHandle", long.class);
    tensorHandle =
        MethodHandles.privateLookupIn(OnnxTensorLike.class, own)
            .findVarHandle(OnnxTensorLike.class, "nativeHandle", long.class);
    MemorySegment functions =
        MemorySegment.ofAddress((long) api.get()).reinterpret(FUNCTIONS * ADDRESS.byteSize());
    Linker linker = Linker.nativeLinker();
    // Addresses are passed as numbers: a run then allocates nothing.
    run =
        linker.downcallHandle(
            functions.getAtIndex(ADDRESS, RUN),
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG, JAVA_LONG));
    errorMessage =
        linker.downcallHandle(
            functions.getAtIndex(ADDRESS, GET_ERROR_MESSAGE),
            FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    releaseStatus =
        linker.downcallHandle(
            functions.getAtIndex(ADDRESS, RELEASE_STATUS), FunctionDescriptor.ofVoid(JAVA_LONG));
  }

  /** The API; null if the binding in use keeps its addresses elsewhere. */
  public static @Nullable OrtCApi found() {
    return FOUND;
  }

  private static @Nullable OrtCApi find() {
    try {
      return new OrtCApi();
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING, "scoring runs through ONNX Runtime's Java binding, at a little more", e);
      return null;
    }
  }

  /** The address of an open session. */
  public long address(OrtSession session) {
    return (long) sessionHandle.get(session);
  }

  /** The address of an open tensor. */
  public long address(OnnxTensor tensor) {
    return (long) tensorHandle.get((OnnxTensorLike) tensor);
  }

  /**
   * Runs a session; everything is an address, of something that stays until the run ends.
   *
   * @param inputNames of as many C strings' addresses as {@code inputs} are
   * @throws OrtException if the run fails, with ONNX Runtime's words
   */
  public void run(
      long session,
      long inputNames,
      long inputs,
      long inputCount,
      long outputNames,
      long outputs,
      long outputCount)
      throws OrtException {
    long status;
    try {
      status =
          (long)
              run.invokeExact(
                  session, 0L, inputNames, inputs, inputCount, outputNames, outputCount, outputs);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (status != 0) {
      throw new OrtException(release(status));
    }
  }

  /** Frees a status and returns its message. */
  @SuppressWarnings("restricted")
  private String release(long status) {
    try {
      MemorySegment message = (MemorySegment) errorMessage.invokeExact(status);
      String text = message.reinterpret(Long.MAX_VALUE).getString(0);
      releaseStatus.invokeExact(status);
      return text;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Calls into a library throw nothing: whatever was thrown is a bug here. */
  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("calling ONNX Runtime's C API", e);
  }
}
