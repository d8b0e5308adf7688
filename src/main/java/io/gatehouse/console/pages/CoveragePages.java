package io.gatehouse.console.pages;

import io.gatehouse.audit.Covered;
import io.gatehouse.console.ConsoleLog;
import io.gatehouse.console.Coverage;
import io.gatehouse.console.Coverage.Call;
import io.gatehouse.console.Coverage.OfAgent;
import io.gatehouse.console.Coverage.OfLaptop;
import io.gatehouse.console.Devices;
import io.gatehouse.console.Devices.Device;
import io.gatehouse.wire.DeviceReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How much of what agents ran was decided before, and what was not.
public final class CoveragePages implements Routing.Shelf {
    private static final int MOST_LAPTOPS = 200;
    private static final int MOST_CALLS = 100;

    private final Coverage coverage;
    private final Devices devices;
    private final ConsoleLog log;

    public CoveragePages(Coverage coverage, Devices devices, ConsoleLog log) {
        this.coverage = coverage;
        this.devices = devices;
        this.log = log;
    }

    /// @param device whose page it is; null for all
    /// @param calls what ran undecided
    /// @param silent agents that are on laptops and of which nothing is known to have run, with how many laptops
    /// @param readsCalls whether this person may see what they ran
    public record Shown(
            Frame frame,
            @Nullable Device device,
            List<OfAgent> agents,
            List<OfLaptop> laptops,
            List<Call> calls,
            Map<String, Long> silent,
            boolean readsCalls,
            Instant now) {
        public Pill pill(Covered covered) {
            if (covered.undecided() == 0 && covered.unread() > 0) {
                return new Pill("watch", "Cannot tell");
            }
            return new Pill(covered.undecided() == 0 ? "good" : "bad", covered.percent() + "%");
        }

        public Pill pill(Call call) {
            return call.call().denied() ? new Pill("bad", "Ran though denied") : new Pill("bad", "Nobody asked");
        }

        public boolean isCut() {
            return laptops.size() == MOST_LAPTOPS;
        }

        /// Calls of all, of which so many were decided.
        public static String count(Covered covered) {
            return Words.number(covered.decided()) + " of "
                    + Words.count(covered.decided() + covered.undecided(), "call", "calls") + " decided"
                    + (covered.unread() == 0
                            ? ""
                            : ", and " + Words.count(covered.unread(), "transcript", "transcripts")
                                    + " that cannot be read");
        }

        public static String name(String host, String device) {
            return host.isBlank() ? device : host;
        }
    }

    @Override
    public Answer answer(Visit visit) {
        if (visit.isPost()) {
            throw Trouble.wrongMethod();
        }
        if (visit.path().size() > 1) {
            throw Trouble.missing();
        }
        var asked = visit.asked("device");
        var device = asked.isEmpty()
                ? Optional.<Device>empty()
                : Optional.of(devices.find(asked).orElseThrow(() -> Trouble.missing("There is no such laptop.")));
        var only = device.map(Device::id);
        boolean readsCalls = visit.account()
                .filter(person -> Section.ACTIVITY.isFor(person.roles()))
                .isPresent();
        var calls = coverage.latest(only, MOST_CALLS);
        if (readsCalls) {
            log.append(
                    visit.reviewer().name(),
                    "coverage.read",
                    "",
                    Words.count(calls.size(), "call", "calls")
                            + only.map(id -> " of the laptop " + id).orElse("") + ".");
        }
        var laptops = coverage.laptops(only, MOST_LAPTOPS);
        return new Answer.Page(
                "coverage",
                Map.of(
                        "page",
                        new Shown(
                                visit.frame("Coverage", Section.COVERAGE),
                                device.orElse(null),
                                only.isPresent() ? List.of() : coverage.agents(),
                                laptops,
                                calls,
                                silent(device.map(List::of).orElseGet(devices::list)),
                                readsCalls,
                                visit.now())));
    }

    private Map<String, Long> silent(List<Device> among) {
        var heard = coverage.told();
        return among.stream()
                .filter(device -> device.releasedAt().isEmpty())
                .flatMap(device -> device.report().stream()
                        .flatMap(report -> report.agents().stream())
                        .map(DeviceReport.AgentState::name)
                        .filter(agent -> !heard.contains(new Coverage.Teller(device.id(), agent))))
                .collect(Collectors.groupingBy(agent -> agent, TreeMap::new, Collectors.counting()));
    }
}
