package io.gatehouse.cerbos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The files of a policy directory that a PDP loads: YAML and JSON policies, and the schemas in `_schemas`. Hidden
/// files, `testdata` directories and `*_test` files are no policies to Cerbos, and so not here.
///
/// @param files contents by path inside the directory, with `/`
record PolicySources(SortedMap<String, byte[]> files) {
    static final String SCHEMAS = "_schemas/";

    /// Part of the revision: rises when the same sources build to something else.
    private static final int BUILD = 1;

    private static final Pattern POLICY = Pattern.compile(".*\\.(?:yaml|yml|json)");
    private static final Pattern TEST = Pattern.compile(".*_test\\.(?:yaml|yml|json)");

    PolicySources {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /// @throws PolicyException when it is no directory, holds a symbolic link or cannot be read
    static PolicySources read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new PolicyException("There is no policy directory " + directory + ".");
        }
        var files = new TreeMap<String, byte[]>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    var name = path.getFileName().toString();
                    boolean skipped = !path.equals(directory) && (name.startsWith(".") || name.equals("testdata"));
                    return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    var relative = directory.relativize(path).toString().replace('\\', '/');
                    var name = path.getFileName().toString();
                    if (attributes.isSymbolicLink()) {
                        throw new PolicyException(relative + " is a symbolic link, and what it points to can change"
                                + " without the revision changing. Put the file itself there.");
                    }
                    boolean loaded = POLICY.matcher(name).matches() && !name.startsWith(".");
                    if (loaded
                            && (relative.startsWith(SCHEMAS)
                                    || !TEST.matcher(name).matches())) {
                        files.put(relative, Files.readAllBytes(path));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new PolicyException("Cannot read the policy directory " + directory + ": " + e, e);
        }
        return new PolicySources(files);
    }

    String text(String path) {
        return new String(java.util.Objects.requireNonNull(files.get(path), path), UTF_8);
    }

    /// Names these sources, and what they build to: 16 hexadecimal digits.
    String revision() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(4).putInt(BUILD).flip());
            files.forEach((path, content) -> {
                for (var part : new byte[][] {path.getBytes(UTF_8), content}) {
                    digest.update(ByteBuffer.allocate(4).putInt(part.length).flip());
                    digest.update(part);
                }
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }
}
