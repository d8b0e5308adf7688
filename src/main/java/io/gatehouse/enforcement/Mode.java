package io.gatehouse.enforcement;

/// Whether a policy's deny is enforced, or only recorded while an organisation tries its rules.
public enum Mode {
    ENFORCE("enforce"),
    OBSERVE("observe"),
    /// Observed for some hours at most, by the console's signed word, because work has to go on.
    BREAK_GLASS("break-glass");

    private final String code;

    Mode(String code) {
        this.code = code;
    }

    /// As settings, reports and people spell it.
    public String code() {
        return code;
    }
}
