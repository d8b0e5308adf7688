package io.gatehouse;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// What each package may know (DESIGN section 8).
@AnalyzeClasses(packages = "io.gatehouse", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.gatehouse.";

    /// The packages of ours that each may use. Nobody may use `app`.
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            entry("json", List.of()),
            entry("policy", List.of()),
            entry("command", List.of()),
            entry("grant", List.of("policy")),
            entry("enforcement", List.of("policy", "grant")),
            entry("audit", List.of("policy", "grant", "enforcement")),
            entry("analysis", List.of("policy", "enforcement", "command")),
            entry("agent", List.of("policy", "enforcement", "json")),
            entry("hook", List.of("agent", "enforcement")),
            entry("cerbos", List.of("policy", "json")),
            entry("store", List.of("policy", "grant", "enforcement", "audit", "json")),
            entry("wire", List.of("policy", "grant", "enforcement", "audit", "json")),
            entry("sync", List.of("policy", "grant", "audit", "wire", "json")),
            entry("protect", List.of("agent", "json")),
            entry("coverage", List.of("policy", "enforcement", "audit", "json")),
            entry("local", List.of("policy", "grant", "enforcement", "audit", "json")),
            entry("ui", List.of("policy", "grant", "enforcement", "audit", "local")),
            entry("console", List.of("policy", "grant", "enforcement", "audit", "wire", "store", "json")));

    @ArchTest
    void everyPackageUsesOnlyWhatItMay(JavaClasses all) {
        MAY_USE.forEach((name, allowed) -> {
            var known = Stream.concat(allowed.stream(), Stream.of(name))
                    .map(used -> ROOT + used + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + name + "..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.gatehouse..").and(JavaClass.Predicates.resideOutsideOfPackages(known)))
                    .because(name + " may use " + allowed)
                    .check(all);
        });
    }

    @ArchTest
    void everyPackageIsKnownHere(JavaClasses all) {
        var known = new TreeSet<>(MAY_USE.keySet());
        known.add("app");
        var found = new TreeSet<String>();
        all.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .forEach(name -> found.add(name.substring(ROOT.length()).replaceFirst("\\..*", "")));
        assertEquals(known, found);
    }

    @ArchTest
    static final ArchRule noPackagesUseEachOther =
            slices().matching("io.gatehouse.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theCoreKnowsNoTechnology = noClasses()
            .that()
            .resideInAnyPackage(
                    "..policy..",
                    "..grant..",
                    "..enforcement..",
                    "..audit..",
                    "..analysis..",
                    "..command..",
                    "..agent..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "javafx..",
                    "java.awt..",
                    "org.eclipse.jetty..",
                    "java.sql..",
                    "java.net.http..",
                    "org.freedesktop..",
                    "picocli..",
                    "org.snakeyaml..")
            .because("a decision must be testable without a screen, a socket or a database");

    @ArchTest
    static final ArchRule onlyRealDiskSeesTheFileSystem = noClasses()
            .that()
            .resideInAnyPackage(
                    "..policy..",
                    "..grant..",
                    "..enforcement..",
                    "..audit..",
                    "..analysis..",
                    "..command..",
                    "..agent..")
            .and()
            .doNotHaveSimpleName("RealDisk")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..");

    @ArchTest
    static final ArchRule policyAndEnforcementKnowNoJson = noClasses()
            .that()
            .resideInAnyPackage(
                    "..policy..", "..grant..", "..enforcement..", "..audit..", "..analysis..", "..command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..");

    @ArchTest
    static final ArchRule javaFxOnlyInTheWindow = only("javafx..", "..ui.window..");

    @ArchTest
    static final ArchRule jettyOnlyWhereItListens =
            only("org.eclipse.jetty..", "..hook..", "..coverage..", "..local..", "..console..", "..app..");

    @ArchTest
    static final ArchRule sqlOnlyInStoreAndConsole = only("java.sql..", "..store..", "..console..");

    @ArchTest
    static final ArchRule treeSitterOnlyInCommand = only("org.treesitter..", "..command..");

    @ArchTest
    static final ArchRule httpClientsOnlyWhereOthersAreAsked =
            only("java.net.http..", "..cerbos..", "..local..", "..sync..", "..coverage..", "..console..");

    @ArchTest
    static final ArchRule awtOnlyInTheDesktop = only("java.awt..", "..ui..");

    @ArchTest
    static final ArchRule dBusOnlyInTheDesktop = only("org.freedesktop..", "..ui..");

    @ArchTest
    static final ArchRule commandLineOnlyInApp = only("picocli..", "..app..");

    @ArchTest
    static final ArchRule nobodyPrintsButTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("..app..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    @ArchTest
    void everyPackageIsNullMarked(JavaClasses all) {
        var unmarked = new TreeSet<String>();
        all.stream()
                .map(JavaClass::getPackage)
                .filter(found -> !found.isAnnotatedWith(NullMarked.class))
                .forEach(found -> unmarked.add(found.getName()));
        assertEquals(Set.of(), unmarked);
    }

    private static ArchRule only(String technology, String... packages) {
        return classes()
                .that(resideInAPackage("io.gatehouse..").and(JavaClass.Predicates.resideOutsideOfPackages(packages)))
                .should()
                .onlyDependOnClassesThat(
                        com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(technology)))
                .because(technology + " belongs to " + Arrays.toString(packages));
    }
}
