package io.gatehouse.matrix;

import java.nio.file.Path;

/// What the model wants: the same of every client, in a form that the starter policies allow or in one that they deny.
///
/// @param work the client's directory
record Wish(Path work, boolean isDenied, String marker) {
    Wish(Path work, boolean isDenied) {
        this(work, isDenied, "shell-ran");
    }

    Wish inSubagent() {
        return new Wish(work, isDenied, "subagent-ran");
    }

    String line() {
        return "echo ran > " + marker + (isDenied ? " && sudo -n true" : "");
    }

    String written() {
        return work.resolve(isDenied ? ".github/workflows/written.yml" : "written")
                .toString();
    }

    String read() {
        return work.resolve(isDenied ? ".env" : "notes.txt").toString();
    }

    String server() {
        return isDenied ? "demo" : "filesystem";
    }
}
