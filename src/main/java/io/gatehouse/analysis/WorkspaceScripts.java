package io.gatehouse.analysis;

import io.gatehouse.command.ScriptFiles;
import io.gatehouse.policy.Action;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;

/// The scripts of the workspace and of the temporary directories: what a line runs from there is read before it
/// runs. What is elsewhere was put there by a person or an installer, and is judged by its name.
final class WorkspaceScripts implements ScriptFiles {
    private static final int MOST_BYTES = 256 * 1024;

    private final Disk disk;
    private final Resolver resolver;
    private final Predicate<String> byCode;

    /// @param byCode whether code of this session wrote the file at a path
    WorkspaceScripts(Disk disk, Resolver resolver, Predicate<String> byCode) {
        this.disk = disk;
        this.resolver = resolver;
        this.byCode = byCode;
    }

    @Override
    public Optional<Text> read(String path, String directory) {
        if (Resolver.isTooLong(path)) {
            return Optional.empty();
        }
        var file = resolver.ofShell(Action.READ, path, "", "", directory);
        if (!file.insideWorkspace()) {
            return Optional.empty();
        }
        return disk.content(file.path(), MOST_BYTES).flatMap(bytes -> text(bytes)
                .map(text -> new Text(file.path(), sha256(bytes), text, byCode.test(file.path()))));
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
