package io.gatehouse.console.pages;

import io.gatehouse.console.GrantDesk.Ending;
import io.gatehouse.console.RequestDesk.Line;
import io.gatehouse.enforcement.Verdict;

/// One word about how something stands, with a colour that says the same.
///
/// @param look good, bad, watch, fresh, or "" for grey
public record Pill(String look, String word) {
    public static Pill of(Line line) {
        return switch (line.request().state()) {
            case UNCONFIRMED -> new Pill("", "Unconfirmed");
            case WAITING -> new Pill("fresh", "Waiting");
            case SEEN -> seen(line);
            case GRANTED -> new Pill("good", "Granted");
            case REFUSED -> new Pill("bad", "Refused");
            case EXPIRED -> new Pill("", "Expired");
            case REVOKED -> new Pill("bad", "Revoked");
            case USED_UP -> new Pill("", "Used up");
            case WITHDRAWN -> new Pill("", "Withdrawn");
        };
    }

    private static Pill seen(Line line) {
        if (line.firstApprover().isPresent()) {
            return new Pill("watch", "Needs a second");
        }
        if (line.answer().isPresent()) {
            return new Pill("fresh", "Answered");
        }
        return line.question().isPresent() ? new Pill("watch", "Asked back") : new Pill("fresh", "Seen");
    }

    public static Pill of(Ending ending) {
        return switch (ending) {
            case ACTIVE -> new Pill("good", "Active");
            case EXPIRED -> new Pill("", "Expired");
            case REVOKED -> new Pill("bad", "Revoked");
            case USED_UP -> new Pill("", "Used up");
        };
    }

    public static Pill of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> ofVerdict("allow");
            case Verdict.Deny _ -> ofVerdict("deny");
            case Verdict.WouldDeny _ -> ofVerdict("would-deny");
        };
    }

    /// @param code as the evidence has it
    public static Pill ofVerdict(String code) {
        return switch (code) {
            case "allow" -> new Pill("good", "Allowed");
            case "deny" -> new Pill("bad", "Denied");
            case "would-deny" -> new Pill("watch", "Would deny");
            default -> new Pill("", code);
        };
    }
}
