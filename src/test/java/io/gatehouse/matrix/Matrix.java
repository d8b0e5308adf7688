package io.gatehouse.matrix;

import io.gatehouse.cerbos.RealPdp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What came of the calls that were tried so far.
final class Matrix {
    private static final Comparator<Cell> ORDER =
            Comparator.comparing(Cell::client).thenComparing(Cell::fault).thenComparing(Cell::tool);

    private final Map<Cell, Outcome> outcomes = new TreeMap<>(ORDER);
    private String doctor = "";

    record Cell(Client client, Fault fault, Tool tool) {
        /// Why the tool runs though nobody allowed it: no configuration of this client at this level closes that.
        Optional<String> hole() {
            return client == Client.CLAUDE_HTTP && fault == Fault.PORT_TAKEN
                    ? Optional.of(
                            "over HTTP the client asks for no proof of who answers, and takes {} for no objection;"
                                    + " closed by --transport shim, and doctor tells who has the port")
                    : Optional.empty();
        }

        Outcome expected() {
            return fault == Fault.ALLOW ? Outcome.RAN : hole().isPresent() ? Outcome.HOLE : Outcome.DENIED;
        }
    }

    enum Outcome {
        RAN("ran"),
        DENIED("-"),
        /// It ran, and was not to.
        HOLE("HOLE"),
        /// The client did not try, so nothing is shown.
        UNTRIED("untried");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }
    }

    synchronized void note(Fault fault, Session session) {
        for (var tool : session.tools) {
            var outcome = session.ran(tool)
                    ? fault == Fault.ALLOW ? Outcome.RAN : Outcome.HOLE
                    : session.wasAnswered(tool) ? Outcome.DENIED : Outcome.UNTRIED;
            var cell = new Cell(session.client, fault, tool);
            outcomes.put(cell, outcome);
            if (outcome != cell.expected()) {
                System.out.println(cell + " was " + outcome + "\n" + session);
            }
        }
    }

    /// Cells that are not as they are to be.
    synchronized Map<Cell, Outcome> surprises() {
        var wrong = new LinkedHashMap<Cell, Outcome>();
        outcomes.forEach((cell, outcome) -> {
            if (outcome != cell.expected()) {
                wrong.put(cell, outcome);
            }
        });
        return wrong;
    }

    synchronized int size() {
        return outcomes.size();
    }

    /// One line for each client and fault, one column for each tool.
    @Override
    public synchronized String toString() {
        var text = new StringBuilder("%-12s %-38s".formatted("", ""));
        for (var tool : Tool.values()) {
            text.append("%-10s".formatted(tool));
        }
        for (var client : Client.values()) {
            for (var fault : Fault.values()) {
                var cells = outcomes.keySet().stream()
                        .filter(cell -> cell.client() == client && cell.fault() == fault)
                        .collect(Collectors.toMap(Cell::tool, outcomes::get));
                if (cells.isEmpty()) {
                    continue;
                }
                text.append("\n%-12s %-38s".formatted(client, fault));
                for (var tool : Tool.values()) {
                    text.append("%-10s".formatted(cells.containsKey(tool) ? cells.get(tool).label : ""));
                }
            }
        }
        outcomes.keySet().stream()
                .filter(cell -> outcomes.get(cell) == Outcome.HOLE)
                .map(cell ->
                        cell.client() + ", " + cell.fault() + ": " + cell.hole().orElse("not known"))
                .distinct()
                .forEach(hole -> text.append("\nHOLE ").append(hole));
        return text.toString();
    }

    /// Plays sessions together, and notes what came of them.
    ///
    /// @param asked which tools the model of each client asks for
    /// @param pdp of the policy, for the faults in which it is silent
    void play(Person person, Fault fault, Map<Client, List<Tool>> asked, RealPdp pdp)
            throws IOException, InterruptedException {
        try (var silent = new SilentPdp(pdp, fault == Fault.KILLED);
                var daemon = person.daemon(fault.hasSilentPdp() ? silent.setting() : "")) {
            var sessions = new ArrayList<Session>();
            asked.forEach((client, tools) -> sessions.add(person.session(client, tools, fault == Fault.DENY)));
            for (var session : sessions) {
                session.awaitModel();
            }
            try (var _ = Befallen.by(fault, daemon)) {
                for (var session : sessions) {
                    session.go();
                }
                if (fault == Fault.KILLED) {
                    silent.awaitCall();
                    daemon.kill();
                }
                for (var session : sessions) {
                    session.awaitEnd();
                    note(fault, session);
                }
                if (fault == Fault.PORT_TAKEN) {
                    heard(person.gatehouse(List.of("doctor")));
                }
            }
        }
    }

    private synchronized void heard(String said) {
        doctor = said;
    }

    /// What `gatehouse doctor` said while somebody else had the port.
    synchronized String doctor() {
        return doctor;
    }
}
