package io.gatehouse.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The laptop's file system.
///
/// Design. Walks the path as the kernel does, one name at a time, because `toRealPath` fails for what does not
/// exist yet and
/// folding `..` before following links gives another file.
public final class RealDisk implements Disk {
    private static final int MOST_DEEP = 12;

    /// As many as Linux follows.
    private static final int MOST_LINKS = 40;

    /// In /proc, links that lead every process to itself: followed here, they would lead to Gatehouse's.
    private static final Set<String> OWN = Set.of("self", "thread-self");

    private static final Set<String> PLACES = Set.of("cwd", "root");

    private final boolean caseMatters;

    public RealDisk(boolean caseMatters) {
        this.caseMatters = caseMatters;
    }

    @Override
    public String real(String path, boolean followLast) {
        try {
            var whole = Path.of(path);
            var root = whole.getRoot();
            if (root == null) {
                throw new IllegalArgumentException("not absolute: " + path);
            }
            return asOnDisk(walk(root, whole, followLast)).toString();
        } catch (InvalidPathException _) { // no file can have this name; another reader may still fold it away
            return Paths.folded(path);
        }
    }

    @Override
    public String real(String base, String path, boolean followLast) {
        try {
            return asOnDisk(walk(Path.of(base), Path.of(path), followLast)).toString();
        } catch (InvalidPathException _) {
            return Paths.folded(base + "/" + path);
        }
    }

    @Override
    public boolean isAbsolute(String path) {
        try {
            return path.startsWith("/") || Path.of(path).isAbsolute();
        } catch (InvalidPathException _) {
            return false;
        }
    }

    @Override
    public boolean isGitTop(String directory) {
        try {
            return Files.exists(Path.of(directory, ".git"), LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException _) {
            return false;
        }
    }

    @Override
    public Optional<byte[]> content(String path, int mostBytes) {
        try {
            var file = Path.of(path);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(in.readNBytes(mostBytes));
            }
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> files(String path, boolean below, int most) {
        try (var tree = Files.walk(Path.of(path), below ? MOST_DEEP : 1)) {
            var names = tree.limit(most + 1L).toList();
            return names.size() > most
                    ? List.of()
                    : names.stream()
                            .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .map(Path::toString)
                            .sorted()
                            .toList();
        } catch (IOException | UncheckedIOException | InvalidPathException _) {
            return List.of();
        }
    }

    /// @param start absolute and real
    private static Path walk(Path start, Path names, boolean followLast) {
        var root = Objects.requireNonNull(start.getRoot());
        Deque<Path> ahead = new ArrayDeque<>();
        names.forEach(ahead::addLast);
        var at = start;
        int links = 0;
        while (!ahead.isEmpty()) {
            var name = ahead.removeFirst();
            switch (name.toString()) {
                case "", "." -> {}
                case ".." -> at = at.getParent() == null ? at : at.getParent();
                default -> {
                    var next = at.resolve(name);
                    if (PLACES.contains(name.toString()) && isOwn(next)) {
                        return ahead.stream().reduce(next, Path::resolve); // where its `..` leads, the other knows
                    }
                    boolean follow = followLast || !ahead.isEmpty();
                    if (follow && links < MOST_LINKS && isLink(next)) {
                        links++;
                        at = follow(next, at, root, ahead);
                    } else {
                        at = next;
                    }
                }
            }
        }
        return at;
    }

    /// [Files#isSymbolicLink] throws an exception within itself for each name that does not exist.
    private static boolean isLink(Path path) {
        try {
            var there = path.getFileSystem()
                    .provider()
                    .readAttributesIfExists(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return there != null && there.isSymbolicLink() && !isOwn(path);
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isOwn(Path path) {
        return path.startsWith("/proc")
                && path.getNameCount() > 1
                && OWN.contains(path.getName(1).toString());
    }

    /// Puts the link's target in front of what is still to walk, and says where to go on from.
    private static Path follow(Path link, Path parent, Path root, Deque<Path> ahead) {
        Path target;
        try {
            target = Files.readSymbolicLink(link);
        } catch (IOException _) {
            return link;
        }
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            ahead.addFirst(target.getName(i));
        }
        return target.isAbsolute() ? root : parent;
    }

    private Path asOnDisk(Path path) {
        if (caseMatters) {
            return path;
        }
        Path missing = null;
        for (Path there = path; there != null; there = there.getParent()) {
            try {
                var real = there.toRealPath(LinkOption.NOFOLLOW_LINKS);
                return missing == null ? real : real.resolve(there.relativize(path));
            } catch (IOException _) {
                missing = there;
            }
        }
        return path;
    }
}
