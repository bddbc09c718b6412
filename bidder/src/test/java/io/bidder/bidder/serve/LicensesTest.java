package io.bidder.bidder.serve;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The licences of what the server runs with, by the poms beside the jars. */
class LicensesTest {
  private static final Pattern LICENSES = Pattern.compile("(?s)<licenses>(.*?)</licenses>");
  private static final Pattern NAME = Pattern.compile("(?s)<name>\\s*(.*?)\\s*</name>");
  private static final Pattern PARENT = Pattern.compile("(?s)<parent>(.*?)</parent>");
  private static final int MOST_PARENTS = 8;

  @Test
  void noLibraryOnTheClassPathShouldBeUnderTheGplAlone() throws IOException {
    List<String> wrong = new ArrayList<>();
    int libraries = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      // But for our own modules, which are classes or jars below target/.
      boolean isLibrary = !entry.contains(File.separator + "target" + File.separator);
      if (entry.endsWith(".jar") && isLibrary && !jar.toString().contains("surefire")) {
        List<String> licenses = licenses(jar);
        if (licenses.stream().allMatch(LicensesTest::isGpl)) {
          wrong.add(jar.getFileName() + ": " + licenses);
        }
        libraries++;
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(libraries > 30, libraries + " libraries");
  }

  @Test
  void gplShouldBeKnownByItsNames() {
    assertTrue(isGpl("GPL-2.0-only"));
    assertTrue(isGpl("GNU General Public License, version 2"));
    assertTrue(isGpl("GNU Affero General Public License v3"));
    assertFalse(isGpl("GNU General Public License (GPL), version 2, with the Classpath exception"));
    assertFalse(isGpl("LGPL-2.1"));
    assertFalse(isGpl("GNU Lesser General Public License"));
    assertFalse(isGpl("Apache-2.0"));
  }

  private static boolean isGpl(String license) {
    return license.matches("(?i).*(\\bA?GPL|GNU (Affero )?General Public).*")
        && !license.matches("(?i).*exception.*");
  }

  /** What a library's pom says, or the nearest of its parents that says it; none if none does. */
  private static List<String> licenses(Path jar) throws IOException {
    Path version = requireNonNull(jar.toAbsolutePath().getParent());
    Path artifact = requireNonNull(version.getParent());
    Path pom = version.resolve(artifact.getFileName() + "-" + version.getFileName() + ".pom");
    for (int i = 0; i < MOST_PARENTS && Files.exists(pom); i++) {
      String text = Files.readString(pom);
      Matcher licenses = LICENSES.matcher(text);
      if (licenses.find()) {
        return NAME.matcher(licenses.group(1)).results().map(name -> name.group(1)).toList();
      }
      Matcher parent = PARENT.matcher(text);
      if (!parent.find()) {
        break;
      }
      String name = value(parent.group(1), "artifactId");
      String of = value(parent.group(1), "version");
      pom =
          repository(jar)
              .resolve(value(parent.group(1), "groupId").replace('.', '/'))
              .resolve(name)
              .resolve(of)
              .resolve(name + "-" + of + ".pom");
    }
    return List.of();
  }

  private static Path repository(Path jar) {
    Path at = jar.toAbsolutePath();
    while (!at.endsWith("repository") && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static String value(String xml, String tag) {
    Matcher value = Pattern.compile("<" + tag + ">\\s*(.*?)\\s*</" + tag + ">").matcher(xml);
    return value.find() ? value.group(1) : "";
  }
}
