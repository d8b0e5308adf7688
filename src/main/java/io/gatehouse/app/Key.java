package io.gatehouse.app;

import java.util.List;

/// Every setting of a laptop.
enum Key implements Setting {
    DATA_DIR("dataDir", Shape.TEXT),
    HOOK_PORT("hook.port", Shape.TEXT),
    HOOK_TOKEN("hook.token", Shape.TEXT),
    PDP_URL("pdp.url", Shape.TEXT),
    PDP_DEADLINE("pdp.deadline", Shape.TEXT),
    PDP_TLS_CA("pdp.tls.ca", Shape.TEXT),
    PDP_TLS_CERTIFICATE("pdp.tls.certificate", Shape.TEXT),
    PDP_TLS_KEY("pdp.tls.key", Shape.TEXT),
    PDP_HEADERS("pdp.headers", Shape.MAP),
    CONSOLE_URL("console.url", Shape.TEXT),
    CONSOLE_KEYS("console.keys", Shape.MAP),
    PRINCIPAL_ID("principal.id", Shape.TEXT),
    PRINCIPAL_ROLES("principal.roles", Shape.LIST),
    MODE("mode", Shape.TEXT),
    AUDIT_MAX_SIZE("audit.maxSize", Shape.TEXT),
    NOTICES_PER_HOUR("notices.perHour", Shape.TEXT),
    NOTICES_SNOOZE("notices.snooze", Shape.TEXT);

    static final SettingNames<Key> NAMES = new SettingNames<>(List.of(values()));

    private final String path;
    private final Shape shape;

    Key(String path, Shape shape) {
        this.path = path;
        this.shape = shape;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /// Where a managed file exists, these come from it alone; what it leaves out is the default.
    boolean isManagedAlone() {
        return switch (this) {
            case DATA_DIR, AUDIT_MAX_SIZE, NOTICES_PER_HOUR, NOTICES_SNOOZE -> false;
            case HOOK_PORT,
                    HOOK_TOKEN,
                    PDP_URL,
                    PDP_DEADLINE,
                    PDP_TLS_CA,
                    PDP_TLS_CERTIFICATE,
                    PDP_TLS_KEY,
                    PDP_HEADERS,
                    CONSOLE_URL,
                    CONSOLE_KEYS,
                    PRINCIPAL_ID,
                    PRINCIPAL_ROLES,
                    MODE -> true;
        };
    }
}
