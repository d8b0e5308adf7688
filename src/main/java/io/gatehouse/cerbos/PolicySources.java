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
import java.util.List;
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
    static final int BUILD = 2;

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

    /// Whether a file, by its path inside the directory, belongs to the policies' tests.
    static boolean isTest(Path relative) {
        if (relative.startsWith(SCHEMAS)) {
            return false;
        }
        boolean data = false;
        for (var part : relative) {
            data |= part.toString().equals("testdata");
        }
        return data || TEST.matcher(relative.getFileName().toString()).matches();
    }

    String text(String path) {
        return new String(java.util.Objects.requireNonNull(files.get(path), path), UTF_8);
    }

    /// The SHA-256 of each file, in hexadecimal digits.
    SortedMap<String, String> digests() {
        return digests(files);
    }

    static SortedMap<String, String> digests(SortedMap<String, byte[]> files) {
        var digests = new TreeMap<String, String>();
        files.forEach((path, content) -> digests.put(path, HexFormat.of().formatHex(sha256().digest(content))));
        return digests;
    }

    /// Names these sources, and what they build to: 16 hexadecimal digits.
    String revision() {
        return revision(digests());
    }

    static String revision(SortedMap<String, String> digests) {
        var all = sha256();
        all.update(ByteBuffer.allocate(4).putInt(BUILD).flip());
        digests.forEach((path, digest) -> {
            for (var part : List.of(path, digest)) {
                var bytes = part.getBytes(UTF_8);
                all.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                all.update(bytes);
            }
        });
        return HexFormat.of().formatHex(all.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }
}
