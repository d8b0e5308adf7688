package io.gatehouse.command;

import io.gatehouse.command.LineFiles.Place;
import io.gatehouse.command.syntax.Syntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Everything found in a line so far. Bounded: one more than it holds makes the line opaque.
final class Findings {
    private static final int MOST = 5_000;
    private static final int MOST_UNITS = 1 << 20;
    private static final Pattern ROOTED = Pattern.compile("[/~$`]");

    private final List<Draft> commands = new ArrayList<>();
    private final Set<PathUse> paths = new LinkedHashSet<>();
    private final Set<UrlUse> urls = new LinkedHashSet<>();
    private final Set<Doubt> doubts = new LinkedHashSet<>();
    private final Set<Script.File> scripts = new LinkedHashSet<>();
    private final LineFiles files = new LineFiles();
    private final Deque<List<Draft>> open = new ArrayDeque<>();
    private final Deque<Draft> running = new ArrayDeque<>();
    private String place = "";
    private List<String> elsewhere = List.of();
    private int steps;
    private int units;
    private boolean full;

    /// False when the line asks for more work than is done for one.
    boolean step() {
        full |= ++steps > Syntax.MOST_NODES;
        return !full;
    }

    void add(Draft draft) {
        for (var word : draft.words) {
            units += word.text().length();
        }
        if (commands.size() >= MOST || units > MOST_UNITS) {
            full = true;
            return;
        }
        commands.add(draft);
        for (var list : open) {
            list.add(draft);
        }
    }

    /// Where what follows runs, and where it runs if a `cd` before it failed.
    void in(Scope scope) {
        place = scope.directory();
        elsewhere = List.copyOf(scope.elsewhere());
    }

    /// Also in the other places where the shell may be, for what cannot be undone.
    void add(PathUse path) {
        addHere(path);
        var changes = path.verb() == PathUse.Verb.WRITE || path.verb() == PathUse.Verb.DELETE;
        var below = path.directory().startsWith(place + "/");
        if (changes
                && !ROOTED.matcher(path.path()).lookingAt()
                && (below || path.directory().equals(place))) {
            for (var other : elsewhere) {
                var rest = path.directory().substring(place.length());
                addHere(path.in(other.isEmpty() && below ? rest.substring(1) : other + rest));
            }
        }
    }

    /// Also for the other names that the line gave to what is there.
    private void addHere(PathUse path) {
        if (paths.size() >= MOST) {
            full = true;
            return;
        }
        paths.add(path);
        if (path.directory().equals(Scope.UNKNOWN_DIRECTORY)) {
            return;
        }
        var place = Place.of(path.directory(), path.path());
        var removesName = path.verb() == PathUse.Verb.DELETE && path.pattern().isEmpty();
        var others = path.verb() == PathUse.Verb.READ ? files.same(place) : files.linked(place);
        for (var other : others) {
            if (!other.equals(place) && !removesName) {
                paths.add(new PathUse(
                        path.verb(),
                        other.path(),
                        path.recursive(),
                        path.pattern(),
                        path.linkTarget(),
                        "",
                        path.via(),
                        path.where()));
            }
        }
    }

    LineFiles files() {
        return files;
    }

    void add(UrlUse url) {
        if (urls.size() < MOST) {
            urls.add(url);
        } else {
            full = true;
        }
    }

    void doubt(String what, Part where) {
        if (doubts.size() < MOST) {
            doubts.add(new Doubt(what, where));
        }
    }

    /// A part of which not even the program is known. In a script on the disk, which is a program like others, it is
    /// only something that is not known of that program.
    void opaque(String what, Part where, Context context, String directory) {
        doubt(what, where);
        if (runningFile().isPresent()) {
            runningFile().get().worsen(Parse.PARTIAL);
            return;
        }
        add(new Draft("", List.of(), context.wrappers(), false, context.background(), directory, where));
    }

    /// How little is known of a command that runs what cannot be read: within a script on the disk, which is a program
    /// like others, only that part, unless it is what another command prints.
    Parse unread(Draft draft) {
        return runningFile().isPresent() && draft.pipesFrom.isEmpty() ? Parse.PARTIAL : Parse.OPAQUE;
    }

    void longPipeline(Part first, Context context, String directory) {
        opaque("a pipeline of over " + Lists.MOST_STAGES + " commands", first, context, directory);
    }

    /// What a script on the disk does.
    ///
    /// @param program the command that runs it
    void inFile(Draft program, Script.File file, Runnable step) {
        scripts.add(file);
        running.push(program);
        step.run();
        running.pop();
    }

    /// The command that runs the script on the disk which is being followed.
    Optional<Draft> runningFile() {
        return Optional.ofNullable(running.peek());
    }

    /// The same step later, in the script that is being followed now.
    Runnable later(Runnable step) {
        var now = new ArrayList<>(running);
        return () -> {
            var then = new ArrayList<>(running);
            running.clear();
            running.addAll(now);
            step.run();
            running.clear();
            running.addAll(then);
        };
    }

    /// How many scripts on the disk are being followed, one within the other.
    int filesDeep() {
        return running.size();
    }

    /// The commands that a step found, without those of its substitutions.
    List<Draft> during(Runnable step) {
        List<Draft> found = new ArrayList<>();
        open.push(found);
        step.run();
        open.pop();
        return found;
    }

    /// The commands of a substitution, which are not commands of what stands around it.
    List<Draft> apart(Runnable step) {
        List<List<Draft>> around = new ArrayList<>(open);
        open.clear();
        var found = during(step);
        open.addAll(around);
        return found;
    }

    Script finish(Part whole) {
        if (full) {
            doubt("a line that does more than can be followed", whole);
            commands.add(new Draft("", List.of(), List.of(), false, false, "", whole));
        }
        return new Script(finished(), List.copyOf(paths), List.copyOf(urls), List.copyOf(doubts), List.copyOf(scripts));
    }

    private List<SimpleCommand> finished() {
        List<SimpleCommand> finished = new ArrayList<>(commands.size());
        for (var draft : commands) {
            finished.add(draft.finish());
        }
        return Collections.unmodifiableList(finished);
    }
}
