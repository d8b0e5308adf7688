package io.gatehouse.cerbos;

import io.gatehouse.cerbos.CerbosProgram.Compiled;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/// All that can be found out about policies before anybody is decided by them: lint, build, and Cerbos' compiler with
/// the policies' own tests, on what was written and on what a PDP would load.
public final class PolicyTest {
    private PolicyTest() {}

    /// How far it went.
    public sealed interface Result {
        /// The lint found something, so nothing was built.
        record Refused(List<Finding> findings) implements Result {
            public Refused {
                findings = List.copyOf(findings);
            }
        }

        /// Lint and build are fine; there is no `cerbos` to compile and test with.
        record Untested(PolicyBuild.Built built) implements Result {}

        /// @param sources what Cerbos says of the policies as they were written
        /// @param build what it says of the build, with the same tests
        record Tested(PolicyBuild.Built built, Compiled sources, Compiled build) implements Result {
            public boolean passed() {
                return sources.passed() && build.passed();
            }
        }
    }

    /// @throws PolicyException when something cannot be read, written or run
    public static Result test(Path directory, Optional<CerbosProgram> program) {
        var findings = PolicyLint.lint(directory);
        if (!findings.isEmpty()) {
            return new Result.Refused(findings);
        }
        try (var scratch = Scratch.make()) {
            var out = scratch.directory().resolve("built");
            var built = PolicyBuild.build(directory, out);
            if (program.isEmpty()) {
                return new Result.Untested(built);
            }
            copyTests(directory, out);
            return new Result.Tested(
                    built, program.get().compile(directory), program.get().compile(out));
        } catch (IOException e) {
            throw new PolicyException("Cannot copy the tests of " + directory + ": " + e, e);
        }
    }

    /// What the build leaves out: test suites, and the `testdata` that they read.
    private static void copyTests(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                boolean hidden =
                        !path.equals(from) && path.getFileName().toString().startsWith(".");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                var relative = from.relativize(path);
                if (PolicySources.isTest(relative)) {
                    var target = to.resolve(relative);
                    Files.createDirectories(target.getParent());
                    Files.copy(path, target);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
