package io.gatehouse.ui.window;

import static io.gatehouse.ui.Messages.text;

import io.gatehouse.enforcement.Verdict;

/// How a verdict looks in the window: one word, one colour, one icon.
enum Look {
    ALLOWED("allowed"),
    DENIED("denied"),
    WOULD_DENY("would-deny"),
    /// A deny that no policy asked for: Gatehouse could not check the call.
    FAULT("fault");

    private final String key;

    Look(String key) {
        this.key = key;
    }

    static Look of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> ALLOWED;
            case Verdict.WouldDeny _ -> WOULD_DENY;
            case Verdict.Deny deny -> deny.cause().isPolicy() ? DENIED : FAULT;
        };
    }

    String word() {
        return text("window.verdict." + key);
    }

    String title() {
        return text("window.details.title." + key);
    }

    String styleClass() {
        return key;
    }
}
