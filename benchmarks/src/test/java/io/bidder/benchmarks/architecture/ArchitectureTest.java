package io.bidder.benchmarks.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/**
 * The arrows between modules and the packages that may see a foreign library. This module depends
 * on all others, so its class path holds every class there is.
 */
@AnalyzeClasses(
    packages = "io.bidder",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  private static final String SETTINGS = "io.bidder.settings..";
  private static final String MODEL_STORE = "io.bidder.modelstore..";
  private static final String EVENT_LOG = "io.bidder.eventlog..";
  private static final String EVENT_STREAMS = "io.bidder.eventstreams..";
  private static final String EVENT_PARQUET = "io.bidder.eventparquet..";
  private static final String TRAINER = "io.bidder.trainer..";
  private static final String BIDDER = "io.bidder.bidder..";
  private static final String MARKET = "io.bidder.market..";
  private static final String BENCHMARKS = "io.bidder.benchmarks..";

  /** Helpers that the tests of several modules share are no part of the product. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule settingsShouldKnowNoOtherModule =
      noneIn(SETTINGS)
          .shouldSee(MODEL_STORE, EVENT_LOG, EVENT_STREAMS, TRAINER, BIDDER, MARKET, BENCHMARKS);

  @ArchTest
  static final ArchRule modelStoreShouldKnowSettingsOnly =
      noneIn(MODEL_STORE).shouldSee(EVENT_LOG, EVENT_STREAMS, TRAINER, BIDDER, MARKET, BENCHMARKS);

  @ArchTest
  static final ArchRule eventLogShouldKnowSettingsOnly =
      noneIn(EVENT_LOG).shouldSee(MODEL_STORE, EVENT_STREAMS, TRAINER, BIDDER, MARKET, BENCHMARKS);

  @ArchTest
  static final ArchRule eventStreamsShouldKnowEventLogOnly =
      noneIn(EVENT_STREAMS)
          .shouldSee(MODEL_STORE, EVENT_PARQUET, TRAINER, BIDDER, MARKET, BENCHMARKS);

  @ArchTest
  static final ArchRule kafkaShouldBeSeenWhereItIsSpokenOnly =
      noneOutside("io.bidder.eventlog.kafka..", EVENT_STREAMS).shouldSee("org.apache.kafka..");

  @ArchTest
  static final ArchRule redisShouldBeSeenWhereBudgetsAreLeasedOnly =
      noneOutside("io.bidder.bidder.bank..").shouldSee("io.lettuce..", "reactor..");

  @ArchTest
  static final ArchRule eventParquetShouldKnowEventLogAndSettingsOnly =
      noneIn(EVENT_PARQUET).shouldSee(MODEL_STORE, TRAINER, BIDDER, MARKET, BENCHMARKS);

  /** Its library is larger than all of the server. */
  @ArchTest
  static final ArchRule parquetShouldBeWrittenInItsModuleOnly =
      noneOutside(EVENT_PARQUET).shouldSee(EVENT_PARQUET, "org.duckdb..");

  @ArchTest
  static final ArchRule trainerShouldKnowModelStoreAndEventLogOnly =
      noneIn(TRAINER).shouldSee(EVENT_STREAMS, BIDDER, MARKET, BENCHMARKS);

  @ArchTest
  static final ArchRule bidderShouldKnowModelStoreAndEventLogOnly =
      noneIn(BIDDER).shouldSee(EVENT_STREAMS, TRAINER, MARKET, BENCHMARKS);

  /** As a real exchange does, it speaks to a bidder over HTTP alone. */
  @ArchTest
  static final ArchRule marketShouldNotKnowTheBidder =
      noneIn(MARKET).shouldSee(EVENT_STREAMS, BIDDER, BENCHMARKS);

  @ArchTest
  static final ArchRule yamlShouldBeReadInSettingsOnly =
      noneOutside(SETTINGS).shouldSee("org.snakeyaml..");

  /** Benchmarks' own commands are beside what they measure. */
  @ArchTest
  static final ArchRule picocliShouldBeSeenWhereCommandsAreOnly =
      noneOutside(
              "io.bidder.settings.command..",
              "io.bidder.modelstore.cli..",
              "io.bidder.eventlog.cli..",
              EVENT_STREAMS,
              EVENT_PARQUET,
              "io.bidder.trainer",
              "io.bidder.trainer.alarm",
              "io.bidder.trainer.learn",
              "io.bidder.bidder.cli..",
              "io.bidder.bidder.serve..",
              MARKET,
              BENCHMARKS)
          .shouldSee("picocli..");

  @ArchTest
  static final ArchRule onnxRuntimeShouldBeSeenWhereModelsRunOnly =
      noneOutside(
              "io.bidder.modelstore.scoring..",
              "io.bidder.modelstore.runtime..",
              "io.bidder.trainer.network..",
              BENCHMARKS)
          .shouldSee("ai.onnxruntime..");

  /** It would send events to its maker and unpack its library at every start. */
  @ArchTest
  static final ArchRule onnxRuntimeShouldBeLoadedInOnePlaceOnly =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.bidder.modelstore.runtime.OrtLibrary")
          .should()
          .callMethodWhere(
              target(name("getEnvironment"))
                  .and(target(owner(name(OrtEnvironment.class.getName())))));

  @ArchTest
  static final ArchRule onnxFormatShouldBeSeenWhereGraphsAreBuiltOnly =
      noneOutside("io.bidder.modelstore.onnx..").shouldSee("ai.onnx.proto..");

  @ArchTest
  static final ArchRule nettyShouldBeSeenWhereHttpIsSpokenOnly =
      noneOutside(
              "io.bidder.bidder.http..",
              "io.bidder.bidder.admin..",
              "io.bidder.market.load..",
              BENCHMARKS)
          .shouldSee("io.netty..");

  @ArchTest
  static final ArchRule openRtbShouldBeSeenByTheBidderOnly =
      noneOutside(BIDDER, BENCHMARKS).shouldSee("..openrtb..");

  @ArchTest
  static final ArchRule packagesShouldFormNoCycle =
      slices().matching("io.bidder.(**)").should().beFreeOfCycles();

  /** Nested classes are one with the class that they are nested in. */
  @ArchTest
  static final ArchRule classesOfTheBidderShouldFormNoCycle =
      slices().assignedFrom(new OutermostClasses()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule httpShouldKnowNobodyWhoUsesIt =
      noneIn("io.bidder.bidder.http..")
          .shouldSee(
              "io.bidder.bidder.serve..", "io.bidder.bidder.bid..", "io.bidder.bidder.metrics..");

  /** The rules above hold trivially for classes that are not there to be looked at. */
  @ArchTest
  static void everyModuleShouldBeLookedAt(JavaClasses classes) {
    for (String module :
        List.of(
            "settings",
            "modelstore",
            "eventlog",
            "eventstreams",
            "eventparquet",
            "trainer",
            "bidder",
            "market",
            "benchmarks")) {
      assertTrue(
          classes.stream().anyMatch(c -> c.getPackageName().startsWith("io.bidder." + module)),
          () -> "no class of io.bidder." + module + " on the class path");
    }
  }

  @ArchTest
  static void librariesShouldBeRecognisedWhereTheyAreUsed(JavaClasses classes) {
    assertSees(classes, "io.bidder.settings", "org.snakeyaml.engine.v2.events");
    assertSees(classes, "io.bidder.settings.command", "picocli");
    assertSees(classes, "io.bidder.eventparquet", "org.duckdb");
    assertSees(classes, "io.bidder.modelstore.scoring", "ai.onnxruntime");
    assertSees(classes, "io.bidder.trainer.network", "ai.onnxruntime");
    assertSees(classes, "io.bidder.eventlog.kafka", "org.apache.kafka.clients.producer");
    assertSees(classes, "io.bidder.modelstore.onnx", "ai.onnx.proto");
    assertSees(classes, "io.bidder.bidder.bank", "io.lettuce.core");
  }

  private static void assertSees(JavaClasses classes, String user, String library) {
    assertTrue(
        classes.stream()
            .filter(c -> c.getPackageName().equals(user))
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .anyMatch(d -> d.getTargetClass().getPackageName().equals(library)),
        () -> user + " should be seen to use " + library);
  }

  private static Origin noneIn(String... packages) {
    return libraries ->
        noClasses()
            .that()
            .resideInAnyPackage(packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries)
            .allowEmptyShould(true);
  }

  private static Origin noneOutside(String... packages) {
    return libraries ->
        noClasses()
            .that()
            .resideOutsideOfPackages(packages)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries)
            .allowEmptyShould(true);
  }

  /** Makes a slice of every class of the bidder with what is nested in it. */
  private static final class OutermostClasses implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      if (!javaClass.getPackageName().startsWith("io.bidder.bidder")) {
        return SliceIdentifier.ignore();
      }
      JavaClass outermost = javaClass;
      while (outermost.getEnclosingClass().isPresent()) {
        outermost = outermost.getEnclosingClass().get();
      }
      return SliceIdentifier.of(outermost.getName());
    }

    @Override
    public String getDescription() {
      return "the bidder's outermost classes";
    }
  }

  /** Classes of some packages, about which a rule says what they must not see. */
  @FunctionalInterface
  private interface Origin {
    ArchRule shouldSee(String... packages);
  }
}
