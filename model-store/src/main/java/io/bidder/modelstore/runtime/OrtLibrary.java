package io.bidder.modelstore.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.onnxruntime.OrtEnvironment;
import io.bidder.modelstore.ModelStoreException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one way to ONNX Runtime. Before its native library is loaded, its telemetry is turned off,
 * which by default writes a device id and looks up its maker's host while the environment is being
 * made, and it is told where the library {@linkplain UnpackedLibrary was unpacked}.
 */
public final class OrtLibrary {
  /** The binding's system property for a directory that holds its libraries. */
  static final String PATH = "onnxruntime.native.path";

  private static final String TELEMETRY_OFF = "ORT_DISABLE_TELEMETRY";

  private static @Nullable OrtEnvironment environment;

  private OrtLibrary() {}

  /**
   * The process's environment, made when it is first asked for.
   *
   * @throws ModelStoreException if the library cannot be unpacked or loaded
   */
  public static synchronized OrtEnvironment environment() {
    OrtEnvironment made = environment;
    if (made == null) {
      made = load();
      environment = made;
    }
    return made;
  }

  private static OrtEnvironment load() {
    setEnvironmentVariable(TELEMETRY_OFF, "1");
    boolean unpacked = System.getProperty(PATH) == null;
    if (unpacked) {
      System.setProperty(PATH, UnpackedLibrary.directory().toString());
    }
    try {
      OrtEnvironment made = OrtEnvironment.getEnvironment();
      if (unpacked) {
        removeUnusedDirectory();
      }
      return made;
    } catch (LinkageError e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new ModelStoreException(
          "ONNX Runtime cannot be loaded from " + System.getProperty(PATH) + ": " + why,
          new IOException(e));
    }
  }

  /**
   * Removes the directory that the binding makes to unpack what it does not find, which is nothing,
   * and would remove when the process ends unless that is killed.
   */
  private static void removeUnusedDirectory() {
    try {
      Class<?> binding = Class.forName(OrtEnvironment.class.getPackageName() + ".OnnxRuntime");
      Path unused =
          (Path)
              MethodHandles.privateLookupIn(binding, MethodHandles.lookup())
                  .findStaticVarHandle(binding, "tempDirectory", Path.class)
                  .get();
      Files.deleteIfExists(unused);
    } catch (ReflectiveOperationException | IOException e) {
      // An empty directory more, until the process ends or a later start finds it.
    }
  }

  /**
   * Sets a variable of this process for native code: Java's view of the environment is a copy. The
   * library reads it once, and has no other switch that works before the first event.
   */
  @SuppressWarnings("restricted")
  private static void setEnvironmentVariable(String name, String value) {
    Linker linker = Linker.nativeLinker();
    MethodHandle set =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    int failed;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      failed = (int) set.invokeExact(key, arena.allocateFrom(value), 1);
    } catch (Throwable e) {
      throw new IllegalStateException("calling setenv", e);
    }
    if (failed != 0) {
      throw new IllegalStateException(name + " could not be set");
    }
  }
}
