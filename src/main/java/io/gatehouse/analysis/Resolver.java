package io.gatehouse.analysis;

import io.gatehouse.policy.Action;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Makes the paths of one call absolute and real. For one thread.
final class Resolver {
    /// Stands for a directory that cannot be known; nothing exists in it and nothing is inside of it.
    static final String UNKNOWN = "/?";

    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private static final Pattern OWN =
            Pattern.compile("/proc/(?:self|thread-self)(?:/task/[^/]+)?/(cwd|root)(/.*|)", Pattern.DOTALL);

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:(?:[/\\\\].*)?", Pattern.DOTALL);

    /// Linux: PATH_MAX.
    private static final int LONGEST = 4_096;

    private final Disk disk;
    private final Analyser.Places places;
    private final String workspace;
    private final String cwd;
    private final Map<String, String> directories = new HashMap<>();

    /// @param workspace real, or "" for none
    /// @param cwd real
    Resolver(Disk disk, Analyser.Places places, String workspace, String cwd) {
        this.disk = disk;
        this.places = places;
        this.workspace = workspace;
        this.cwd = cwd;
    }

    /// @param path absolute and real; where the pattern starts from, when there is one
    /// @param place of what is written, the same but for a link at its end, which is not followed
    /// @param linkTarget absolute and real, or ""
    record File(String path, String place, String pattern, String linkTarget, boolean insideWorkspace) {
        /// Whether writing puts something in the place of what is there, and not into it: a link is made, or there
        /// is one.
        boolean isReplaced() {
            return !linkTarget.isEmpty() || !place.equals(path);
        }
    }

    /// The directory in force, as [io.gatehouse.command.SimpleCommand#directory] gives it.
    String directory(String directory) {
        return switch (directory) {
            case "" -> cwd;
            case "?" -> UNKNOWN;
            case String drive when isForeignDrive(drive) -> onDrive(drive);
            default -> directories.computeIfAbsent(directory, path -> real(expanded(path), cwd, true));
        };
    }

    /// A path of a shell line. One on a drive leads nowhere near the workspace, also where this system has no
    /// drives.
    ///
    /// @param directory the directory in force, as above
    File ofShell(Action action, String path, String pattern, String linkTarget, String directory) {
        var file = file(action, path, pattern, linkTarget, directory);
        return file.insideWorkspace() && isForeignDrive(path)
                ? new File(onDrive(path), onDrive(path), file.pattern(), file.linkTarget(), false)
                : file;
    }

    private boolean isForeignDrive(String path) {
        return DRIVE.matcher(path).matches() && !disk.isAbsolute(path);
    }

    private static String onDrive(String path) {
        return UNKNOWN + Paths.folded("/" + path);
    }

    /// @param directory the directory in force, as above
    File file(Action action, String path, String pattern, String linkTarget, String directory) {
        var base = directory(directory);
        var start = expanded(path);
        var glob = pattern;
        if (!glob.isEmpty()) {
            // A pattern may itself be absolute or climb out of where it is said to start.
            var wild = GLOB.matcher(glob);
            int slash = glob.lastIndexOf('/', wild.find() ? wild.start() : glob.length());
            if (slash >= 0 || glob.startsWith("~")) {
                var fixed = expanded(slash == 0 ? "/" : glob.substring(0, Math.max(slash, 0)));
                start = fixed.startsWith("/") ? fixed : start + "/" + fixed;
                glob = glob.substring(slash + 1);
            }
        }
        // Removing a link removes the link; a trailing slash or a pattern goes through it.
        boolean follow = action != Action.DELETE || path.endsWith("/") || !pattern.isEmpty();
        var real = real(start, base, follow);
        var place = action == Action.WRITE ? real(start, base, false) : real;
        var target = linkTarget.isEmpty() ? "" : real(expanded(linkTarget), Paths.parent(real), true);
        return new File(real, place, glob, target, isInside(real) && !glob.contains(".."));
    }

    private boolean isInside(String path) {
        return (!workspace.isEmpty() && Paths.isWithin(path, workspace))
                || places.temporary().stream().anyMatch(directory -> Paths.isWithin(path, directory));
    }

    private String real(String path, String base, boolean followLast) {
        var real = disk.isAbsolute(path) ? disk.real(path, followLast) : disk.real(base, path, followLast);
        return own(real, base, followLast);
    }

    /// The working directory and the root of the process that opens the path.
    private String own(String path, String base, boolean followLast) {
        var matcher = OWN.matcher(path);
        if (!matcher.matches()) {
            return path;
        }
        var there = matcher.group(1).equals("cwd") ? base : "/";
        return disk.real(there + "/" + matcher.group(2), followLast);
    }

    /// Whether no system call takes this path as it stands. A tool may fold it before, so it must not go unseen.
    static boolean isTooLong(String path) {
        return path.length() > LONGEST;
    }

    /// What the shell would put for a leading `~` or home variable; tools that don't expand are given the
    /// stricter reading.
    private String expanded(String path) {
        if (!path.startsWith("~") && !path.startsWith("$")) {
            return path;
        }
        if (path.equals("~") || path.startsWith("~/")) {
            return places.home() + path.substring(1);
        }
        if (path.equals("~+") || path.startsWith("~+/")) {
            return cwd + path.substring(2);
        }
        if (path.matches("~[-+0-9].*")) { // a directory that the shell was in before
            return UNKNOWN + "/" + path;
        }
        if (path.matches("~[\\p{L}_].*")) {
            return path.equals("~root") || path.startsWith("~root/")
                    ? "/root" + path.substring(5)
                    : Paths.parent(places.home()) + "/" + path.substring(1);
        }
        for (var variable : new String[] {"$HOME", "${HOME}", "$PWD", "${PWD}"}) {
            if (path.equals(variable) || path.startsWith(variable + "/")) {
                return (variable.contains("HOME") ? places.home() : cwd) + path.substring(variable.length());
            }
        }
        return path;
    }
}
