package io.gatehouse.enforcement;

/// Why a call was denied. One constant, one audit code, one line in the README.
public enum Cause {
    /// A policy rule denies it.
    RULE("rule"),
    /// No policy rule allows it.
    NO_RULE_ALLOWS("no-rule-allows"),
    /// The PDP cannot be reached, and neither its policies nor an equal earlier answer are here, or they are too old.
    NO_BASIS("no-basis"),
    /// The organisation's settings named a PDP once and name none any more.
    NO_PDP("no-pdp"),
    /// This laptop was enrolled at a console, and what it got there is gone or damaged.
    NO_ENROLMENT("no-enrolment"),
    /// This laptop is enrolled at a console, and nothing that it signed says whose it is and what counts here.
    NO_DOCUMENT("no-document"),
    /// The PDP refuses to answer this laptop.
    PDP_REFUSED("pdp-refused"),
    /// The PDP's answer is not an answer.
    PDP_BROKEN("pdp-broken"),
    /// The PDP's policies are being changed, and two revisions of them answered.
    PDP_CHANGING("pdp-changing"),
    /// The call holds half a surrogate pair, which nobody can be asked about.
    NOT_UNICODE("not-unicode"),
    /// The settings are bad, and there is no valid copy to go on with.
    BAD_SETTINGS("bad-settings"),
    /// The hook request is not one that the agent would send.
    MALFORMED_CALL("malformed-call"),
    /// The hook request is larger than a call may be.
    TOO_LARGE("too-large"),
    /// The request does not carry the hook token.
    BAD_TOKEN("bad-token"),
    /// The request comes from a web page or another host.
    FOREIGN_REQUEST("foreign-request"),
    /// An agent's settings were changed so that it would not ask, or not wait for the answer. Of a change, not a call.
    HOOK_REMOVED("hook-removed"),
    /// Too much is being asked at once.
    OVERLOADED("overloaded"),
    /// The audit log has reached its size limit.
    AUDIT_FULL("audit-full"),
    /// The audit log could not be written.
    AUDIT_FAILED("audit-failed"),
    /// A bug in Gatehouse.
    INTERNAL_ERROR("internal-error");

    private final String code;

    Cause(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /// True when policy spoke; false for a fault, whose remedy is the person's and not the agent's.
    public boolean isPolicy() {
        return this == RULE || this == NO_RULE_ALLOWS;
    }
}
