package io.gatehouse.console.script;

import io.gatehouse.console.Activity;
import io.gatehouse.console.Devices.Device;
import io.gatehouse.console.GrantDesk.Given;
import io.gatehouse.console.RequestDesk.Line;
import io.gatehouse.policy.Rule;
import io.gatehouse.wire.DeviceReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What scripts are told, as `console/openapi.yaml` promises it: only what stands there.
final class ScriptAnswers {
    private ScriptAnswers() {}

    /// @param next for `before` of the page behind this one; absent at the end
    record Page(List<?> items, Optional<String> next) {}

    record Call(
            String id,
            String device,
            long seq,
            Instant at,
            String principal,
            String agent,
            String tool,
            String workspace,
            String verdict,
            List<String> rules,
            String call,
            String reason,
            List<String> programs,
            List<String> paths,
            List<String> hosts,
            String mark) {}

    record Asked(
            String id,
            String state,
            long version,
            String principal,
            String device,
            List<String> rules,
            boolean waivable,
            String call,
            String justification,
            String ticket,
            Instant receivedAt,
            Instant changedAt,
            Instant endsAt,
            Optional<String> by,
            Optional<String> sentence,
            Optional<Instant> until) {}

    record Granted(
            String id,
            String request,
            String state,
            String principal,
            Optional<String> device,
            List<String> rules,
            Instant from,
            Instant until,
            long uses,
            Optional<Long> maxUses,
            String approver,
            String note,
            Optional<Instant> endedAt,
            Optional<String> endedBy,
            Optional<String> sentence) {}

    record Laptop(
            String id,
            String principal,
            List<String> roles,
            String host,
            String os,
            String version,
            Instant enrolledAt,
            Instant seenAt,
            Optional<Instant> releasedAt,
            Optional<String> mode,
            Optional<String> revision,
            long received,
            Optional<Long> unsent) {}

    static Call call(Activity.Row row) {
        return new Call(
                row.enforcement(),
                row.device(),
                row.seq(),
                row.at(),
                row.principal(),
                row.agent(),
                row.tool(),
                row.workspace(),
                row.verdict(),
                row.rules(),
                row.shown(),
                row.reason(),
                row.programs(),
                row.paths(),
                row.hosts(),
                row.mark());
    }

    static Asked request(Line line) {
        var request = line.request();
        return new Asked(
                request.id(),
                request.state().name(),
                line.version(),
                line.principal(),
                line.device(),
                request.rules().stream().map(Rule::id).distinct().toList(),
                line.waivable(),
                request.shown(),
                request.justification(),
                request.ticket(),
                line.receivedAt(),
                line.changedAt(),
                line.endsAt(),
                request.word().map(word -> word.reviewer()),
                request.word().map(word -> word.sentence()),
                line.until());
    }

    static Granted grant(Given given) {
        var grant = given.grant();
        return new Granted(
                grant.id(),
                given.request(),
                given.state().name(),
                grant.principal(),
                grant.device(),
                grant.rules().stream().sorted().toList(),
                grant.from(),
                grant.until(),
                given.uses(),
                boxed(grant.maxUses()),
                grant.approver(),
                grant.note(),
                given.endedAt(),
                given.endedBy(),
                given.sentence());
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    static Laptop device(Device device) {
        return new Laptop(
                device.id(),
                device.principal(),
                device.roles(),
                device.host(),
                device.os(),
                device.version(),
                device.enrolledAt(),
                device.seenAt(),
                device.releasedAt(),
                device.report().map(DeviceReport::mode),
                device.report().map(DeviceReport::revision),
                device.upTo(),
                device.report().map(DeviceReport::unsent));
    }
}
