package io.gatehouse.corpus;

import java.util.List;
import java.util.Map;

/// One call of an agent, and what must stand on the disk for it to mean something.
///
/// @param topic the category of a trick, the topic of everyday work
/// @param name where to find it
/// @param expected of a trick: the rules of which one must fire, or `opaque`; empty for everyday work
/// @param missed why a miss is accepted, "" where none is
/// @param tool the agent's tool whose `command` the line is
/// @param files paths, relative to the workspace or below `~/`, and their contents
/// @param links paths like those, and what they lead to
record Case(
        String topic,
        String name,
        List<String> expected,
        String missed,
        String tool,
        Map<String, String> files,
        Map<String, String> links,
        String line) {
    Case {
        expected = List.copyOf(expected);
        files = Map.copyOf(files);
        links = Map.copyOf(links);
    }

    boolean needsDisk() {
        return !files.isEmpty() || !links.isEmpty();
    }

    @Override
    public String toString() {
        return topic + "/" + name;
    }
}
