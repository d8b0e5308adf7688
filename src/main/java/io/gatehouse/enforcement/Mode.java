package io.gatehouse.enforcement;

/// Whether a policy's deny is enforced, or only recorded while an organisation tries its rules.
public enum Mode {
    ENFORCE,
    OBSERVE
}
